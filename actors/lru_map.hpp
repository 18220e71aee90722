// A bounded map that forgets what was not asked for the longest.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

namespace chant::actors {

/// Not thread-safe.
template <class Key, class Value>
class lru_map {
 public:
  explicit lru_map(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::optional<Value> find(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return std::nullopt;
    items_.splice(items_.end(), items_, found->second);
    return found->second->second;
  }
  void put(const Key& key, Value value) {
    erase(key);
    if (items_.size() >= capacity_) erase(Key(items_.front().first));
    items_.emplace_back(key, std::move(value));
    index_[key] = std::prev(items_.end());
  }
  void erase(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return;
    items_.erase(found->second);
    index_.erase(found);
  }
  [[nodiscard]] std::size_t size() const { return items_.size(); }

 private:
  using item = std::pair<Key, Value>;
  std::size_t capacity_;
  std::list<item> items_;  ///< longest unused first
  std::unordered_map<Key, typename std::list<item>::iterator> index_;
};

}  // namespace chant::actors
