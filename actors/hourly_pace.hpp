// Lets a sending address that nobody knows warm up: so many letters an hour on the first day, twice
// as many on each next, up to what was agreed.
#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace chant::actors {

struct pace_policy {
  double per_hour = 0;        ///< letters altogether; 0: no limit
  double per_hour_start = 0;  ///< on the first day; 0: per_hour from the beginning
};

/// One caller at a time.
class hourly_pace {
 public:
  explicit hourly_pace(pace_policy policy) : policy_(policy) {}

  /// The first letter was sent then; without it the first day begins with the first take().
  void began(timestamp first) { first_ = first; }

  /// Whether a letter may go now; it is counted if so.
  [[nodiscard]] bool take(timestamp now) {
    const double rate = per_hour(now);
    if (rate <= 0) return true;
    // At most a minute's worth at once, and as much is forgiven after a restart.
    const double most = std::max(1.0, rate / 60);
    const double hours = std::chrono::duration<double, std::ratio<3600>>(now - counted_at_).count();
    tokens_ = counted_ ? std::min(most, tokens_ + hours * rate) : most;
    counted_ = true;
    counted_at_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

  /// Letters an hour on that day; 0: no limit.
  [[nodiscard]] double per_hour(timestamp now) {
    if (policy_.per_hour_start <= 0) return policy_.per_hour;
    if (!first_) first_ = now;
    const auto days = std::chrono::floor<std::chrono::days>(now - *first_).count();
    const double warm = policy_.per_hour_start *
                        std::exp2(static_cast<double>(std::clamp<std::int64_t>(days, 0, 60)));
    return policy_.per_hour > 0 ? std::min(policy_.per_hour, warm) : warm;
  }

 private:
  const pace_policy policy_;
  std::optional<timestamp> first_;
  timestamp counted_at_{};
  double tokens_ = 0;
  bool counted_ = false;
};

}  // namespace chant::actors
