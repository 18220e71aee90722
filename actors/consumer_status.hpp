// What a consumer tells about itself: for `chant pools list`, the metrics and the watchdog.
#pragma once

#include "base/metrics.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace chant::actors {

/// One line of `pools list`.
struct pool_status {
  std::string name;
  unsigned workers = 0;           ///< threads; 0: the work is done within the consumer
  std::uint64_t busy = 0;         ///< events under way
  std::uint64_t queue = 0;        ///< events read and not done, those included
  std::uint64_t done = 0;         ///< since the start
  std::uint64_t failed = 0;       ///< given up since the start
  std::uint64_t checkpoint = 0;   ///< first offset not done
  std::uint64_t lag = 0;          ///< events from there to the head
  std::uint64_t lag_seconds = 0;  ///< age of the oldest of them
  std::string state;              ///< starting, running, paused, stalled, stopped
};

/// Written by the consumer's actor alone, read by anyone.
class consumer_status {
 public:
  enum class phase : std::uint8_t { starting, running, paused, stalled, stopped };

  consumer_status(std::string name, unsigned workers, metrics::registry& registry);

  void set_phase(phase now) { phase_.store(now, std::memory_order_relaxed); }
  void set_position(std::uint64_t checkpoint, std::uint64_t head, double lag_seconds);
  void set_work(std::size_t busy, std::size_t unfinished) {
    busy_.store(busy, std::memory_order_relaxed);
    queue_.store(unfinished, std::memory_order_relaxed);
  }
  void count_done() { done_.add(); }
  void count_failed() { failed_.add(); }
  void count_retry() { retries_.add(); }
  void count_stall() { stalls_.add(); }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] phase now() const { return phase_.load(std::memory_order_relaxed); }
  /// First offset not done.
  [[nodiscard]] std::uint64_t checkpoint() const {
    return checkpoint_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] pool_status snapshot() const;

 private:
  const std::string name_;
  const unsigned workers_;
  std::atomic<phase> phase_{phase::starting};
  std::atomic<std::uint64_t> busy_{0};
  std::atomic<std::uint64_t> queue_{0};
  std::atomic<std::uint64_t> checkpoint_{0};
  metrics::counter& done_;
  metrics::counter& failed_;
  metrics::counter& retries_;
  metrics::counter& stalls_;
  metrics::gauge& lag_events_;
  metrics::gauge& lag_seconds_;
};

[[nodiscard]] std::string_view to_text(consumer_status::phase phase);

}  // namespace chant::actors
