// The versions of streams that were written lately, so that most appends are judged without
// reading.
#pragma once

#include "store/event_log.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace chant::store {

/// A cache in two generations: what is used moves to the young one; when that is full, the old one
/// is dropped. As good as least-recently-used here and cheaper. Not thread-safe.
class stream_heads {
 public:
  struct head {
    stream_version version;
    std::uint64_t batch = 0;  ///< the last batch that wrote to the stream
  };

  /// 64 Ki streams a generation: about 10 MB for both, minutes of a stampede.
  explicit stream_heads(std::size_t generation = 64 * 1024) : generation_(generation) {}

  [[nodiscard]] head* find(const session_id& stream) {
    if (const auto hit = young_.find(stream); hit != young_.end()) return &hit->second;
    const auto hit = old_.find(stream);
    return hit == old_.end() ? nullptr : &put(stream, hit->second);
  }
  head& put(const session_id& stream, head h) {
    if (young_.size() >= generation_) {
      old_ = std::move(young_);
      young_.clear();
    }
    return young_.insert_or_assign(stream, h).first->second;
  }
  void clear() {
    young_.clear();
    old_.clear();
  }

 private:
  std::size_t generation_;
  std::unordered_map<session_id, head> young_;
  std::unordered_map<session_id, head> old_;
};

}  // namespace chant::store
