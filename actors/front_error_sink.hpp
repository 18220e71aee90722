// Keeps the groups of front-end errors up to date as events are committed: how many kinds there are
// stands in the metrics, so that a new one after a release is seen.
#pragma once

#include "actors/event_sink.hpp"
#include "base/metrics.hpp"
#include "campaign/front_error_groups.hpp"

namespace chant::actors {

class front_error_sink final : public event_sink {
 public:
  explicit front_error_sink(metrics::registry& registry);

  [[nodiscard]] bool wants(std::uint16_t type) const override { return type == counted_; }
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override;
  [[nodiscard]] std::string state() const override { return groups_.encode(); }
  [[nodiscard]] std::uint32_t ticks_between_saves() const override { return 60; }
  void restore(std::string_view state) override;

 private:
  void show();

  const std::uint16_t counted_;
  metrics::gauge& kinds_;
  campaign::front_error_groups groups_{campaign::front_error_groups::kept_by_node};
};

}  // namespace chant::actors
