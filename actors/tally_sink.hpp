// How many fans, covers and addresses there are: the numbers of the public counter, kept up by
// counting events as they are committed.
#pragma once

#include "actors/event_sink.hpp"
#include "base/metrics.hpp"
#include "campaign/service.hpp"

#include <atomic>

namespace chant::actors {

/// counts() may be called from any thread. A fan who changes the address counts once for each.
class tally_sink final : public event_sink {
 public:
  explicit tally_sink(metrics::registry& registry);

  [[nodiscard]] campaign::tally counts() const;

  [[nodiscard]] bool wants(std::uint16_t type) const override;
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override;
  [[nodiscard]] std::string state() const override;
  void restore(std::string_view state) override;

 private:
  const std::uint16_t session_opened_;
  const std::uint16_t artwork_ordered_;
  const std::uint16_t subscriber_added_;
  metrics::counter& opened_;
  std::atomic<std::uint64_t> sessions_{0};
  std::atomic<std::uint64_t> artworks_{0};
  std::atomic<std::uint64_t> subscribers_{0};
};

}  // namespace chant::actors
