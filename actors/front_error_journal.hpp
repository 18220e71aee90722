// Takes browsers' errors to the log: counted together in memory, written a few at a time, so that a
// flood of reports is a trickle of events.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "campaign/front_error.hpp"
#include "campaign/own_events.hpp"

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace chant::actors {

/// Thread-safe. What is not written yet is lost when the process dies, and what the log refuses is
/// not tried again: reports are counted at most once.
class front_error_journal final : public campaign::front_error_book {
 public:
  struct ports {
    campaign::own_events& own;
    const chant::clock& clock;
    metrics::registry& metrics;
  };
  explicit front_error_journal(const ports& given);

  /// Errors told apart at once, by fingerprint and release; reports of more are only counted as
  /// lost. More at the same time is somebody who makes them up.
  static constexpr std::size_t groups_most = 256;
  /// A new error is written so soon …
  static constexpr std::chrono::seconds first_wait{5};
  /// … and how often it came since so often; one append, of at most 16 events, in first_wait.
  static constexpr std::chrono::seconds next_wait{60};

  void note(campaign::front_error_counted report) override;
  /// Writes what is due; to be called a few times a second.
  void tick();
  /// Writes all there is, for the end.
  void flush();

 private:
  struct pending {
    campaign::front_error_counted sum;  ///< reports: those not written yet
    timestamp due;
    bool known = false;  ///< was written before
  };
  using batch = std::vector<campaign::front_error_counted>;

  [[nodiscard]] bool make_room();
  [[nodiscard]] batch take(timestamp now, bool due_or_not);
  void append(const batch& events);

  ports ports_;
  metrics::counter& lost_;
  std::mutex mutex_;
  std::unordered_map<std::string, pending> pending_;
  timestamp next_append_{};
};

}  // namespace chant::actors
