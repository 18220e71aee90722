// The terms as they hold now: a campaign can be frozen, and unfrozen, while it runs.
#pragma once

#include "campaign/session.hpp"

#include <atomic>

namespace chant::campaign {

/// Thread-safe. `usual` outlives it.
class terms_in_force {
 public:
  explicit terms_in_force(const terms& usual, bool frozen = false)
      : usual_(usual), closed_(usual), frozen_(frozen) {
    closed_.open = false;
  }

  /// The campaign's own, or while it is frozen the same of a campaign that takes no new sessions.
  [[nodiscard]] const terms& now() const { return frozen() ? closed_ : usual_; }
  [[nodiscard]] bool frozen() const { return frozen_.load(std::memory_order_relaxed); }
  void freeze(bool frozen) { frozen_.store(frozen, std::memory_order_relaxed); }

 private:
  const terms& usual_;
  terms closed_;
  std::atomic<bool> frozen_;
};

}  // namespace chant::campaign
