// Removes the recordings that fans took back.
#pragma once

#include "actors/event_sink.hpp"
#include "actors/job_queue.hpp"
#include "store/take_store.hpp"

namespace chant::actors {

/// Sees takes given up: by the fan, with the consent, or for age. Removing what is gone changes
/// nothing. Those of an erased session are the eraser's.
class take_janitor final : public event_sink {
 public:
  take_janitor(store::take_store& files, job_queue& workers);

  [[nodiscard]] bool wants(std::uint16_t type) const override { return type == take_dropped_; }
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override;

 private:
  [[nodiscard]] result<void> clear(const store::recorded_event& event);

  store::take_store& files_;
  job_queue& workers_;
  const std::uint16_t take_dropped_;
};

}  // namespace chant::actors
