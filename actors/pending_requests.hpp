// Requests that wait for an answer from an actor, each with a deadline: what stands between callers
// who pass a completion and messages that hold only a number.
#pragma once

#include "base/result.hpp"
#include "campaign/service.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace chant::actors {

/// A bounded table. Every completion it took is called once: by complete(), tick() or fail_all().
/// Thread-safe; completions are called outside the locks.
class pending_requests {
 public:
  /// `capacity` is rounded up to a multiple of the number of shards. A request times out with the
  /// `patience`-th tick after its own.
  pending_requests(std::size_t capacity, std::uint32_t patience);

  /// Takes the completion and returns its number; leaves it alone when the table is full.
  [[nodiscard]] std::optional<std::uint64_t> add(completion<campaign::outcome>& done);

  /// Answers a request. One that has timed out, or never was, is passed over.
  void complete(std::uint64_t request, result<campaign::outcome> answer);

  /// Time goes on by one tick; requests that waited too long get errc::timeout.
  void tick();

  /// Answers all that wait.
  void fail_all(const error& why);

  [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  struct slot {
    completion<campaign::outcome> done;  ///< empty: free
    std::uint32_t generation = 0;        ///< tells a slot's requests apart
    std::uint32_t since = 0;             ///< tick at which it was taken
  };
  struct alignas(64) shard {
    std::mutex mutex;
    std::vector<slot> slots;
    std::vector<std::uint32_t> free;
  };
  // Enough that io threads and scheduler threads seldom meet at one lock.
  static constexpr std::size_t shard_count = 16;

  template <class Condition>
  void fail_where(const error& why, Condition condition);

  const std::uint32_t patience_;
  std::array<shard, shard_count> shards_;
  std::atomic<std::uint32_t> now_{0};
  std::atomic<std::uint32_t> turn_{0};
  std::atomic<std::size_t> size_{0};
};

}  // namespace chant::actors
