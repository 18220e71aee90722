// What is measured of the mail.
#pragma once

#include "base/metrics.hpp"
#include "store/mail_queue.hpp"

#include <array>

namespace chant::actors {

class mail_meters {
 public:
  explicit mail_meters(metrics::registry& registry);

  void set_queue(const store::mail_queue::counts_by_phase& counts);
  void set_oldest_due(double seconds) { oldest_due_.set(static_cast<std::int64_t>(seconds)); }
  void set_paused(bool by_relay) { relay_paused_.set(by_relay ? 1 : 0); }

  metrics::counter& accepted;
  metrics::counter& deferred;
  metrics::counter& failed;
  metrics::counter& in_doubt;

 private:
  std::array<metrics::gauge*, store::queued_letter::phases - 2> queue_;  ///< not yet settled
  metrics::gauge& oldest_due_;
  metrics::gauge& relay_paused_;
};

}  // namespace chant::actors
