// The last committed events in memory: consumers that keep up never touch the database.
#pragma once

#include "store/event_log.hpp"

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace chant::store {

/// Thread-safe; holds its lock for moments only.
class recent_events {
 public:
  /// About a second of full load; payloads are counted, the oldest batches go first.
  static constexpr std::size_t events_max = 32 * 1024;
  static constexpr std::size_t bytes_max = 16U << 20U;

  /// `batch` follows without a gap on what was added before.
  void add(std::vector<recorded_event> batch);
  /// Up to `limit` events from `from` on; nothing when the first of them has left.
  [[nodiscard]] std::optional<std::vector<recorded_event>> read(log_offset from,
                                                                std::size_t limit) const;
  /// Forgets everything: what comes next need not follow on what was.
  void clear();

 private:
  struct batch {
    std::shared_ptr<const std::vector<recorded_event>> events;
    std::size_t bytes = 0;
  };
  mutable std::mutex mutex_;
  std::deque<batch> batches_;
  std::size_t events_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace chant::store
