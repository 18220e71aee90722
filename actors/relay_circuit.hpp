// Keeps letters from a relay that does not work: after some failures in a row nothing is tried for
// a while, then one letter finds out.
#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace chant::actors {

/// One caller at a time.
class relay_circuit {
 public:
  /// `chance` in [0, 1) spreads the pauses of several nodes.
  void on_trouble(timestamp now, double chance) {
    ++failures_;
    if (failures_ < patience || now < closed_until_) return;
    const auto doublings = std::min<unsigned>(failures_ - patience, 16);
    const auto pause =
        std::min<std::chrono::microseconds>(first_pause * (1U << doublings), longest_pause);
    closed_until_ = now + pause / 2 +
                    std::chrono::microseconds(
                        static_cast<std::int64_t>(chance * static_cast<double>(pause.count()) / 2));
  }
  /// The relay has answered, whatever it said.
  void on_answer() { failures_ = 0; }

  /// Letters that may be claimed at a time.
  [[nodiscard]] std::size_t limit(timestamp now, std::size_t connections) const {
    if (now < closed_until_) return 0;
    return failures_ < patience ? connections : 1;
  }
  [[nodiscard]] bool open(timestamp now) const { return limit(now, 1) == 0; }

  static constexpr unsigned patience = 3;  ///< a lost connection is no reason to stop
  static constexpr std::chrono::milliseconds first_pause{500};
  static constexpr std::chrono::minutes longest_pause{5};

 private:
  unsigned failures_ = 0;  ///< in a row
  timestamp closed_until_{};
};

}  // namespace chant::actors
