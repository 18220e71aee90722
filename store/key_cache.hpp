// Fans' keys at hand: the most recently used ones, unwrapped.
#pragma once

#include "campaign/ids.hpp"
#include "store/sealing.hpp"

#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

namespace chant::store {

/// Not thread-safe.
class key_cache {
 public:
  explicit key_cache(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::optional<secret_key> find(const campaign::session_id& of) {
    const auto found = places_.find(of);
    if (found == places_.end()) return std::nullopt;
    order_.splice(order_.begin(), order_, found->second);
    return found->second->second;
  }

  void erase(const campaign::session_id& of) {
    const auto found = places_.find(of);
    if (found == places_.end()) return;
    order_.erase(found->second);
    places_.erase(found);
  }

  /// Precondition: it is not there.
  void insert(const campaign::session_id& of, const secret_key& key) {
    order_.emplace_front(of, key);
    places_[of] = order_.begin();
    if (order_.size() > capacity_) {
      places_.erase(order_.back().first);
      order_.pop_back();
    }
  }

 private:
  using entry = std::pair<campaign::session_id, secret_key>;
  std::size_t capacity_;
  std::list<entry> order_;
  std::unordered_map<campaign::session_id, std::list<entry>::iterator> places_;
};

}  // namespace chant::store
