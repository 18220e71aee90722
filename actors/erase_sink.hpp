// Carries an erase through: whatever the node keeps of a fan besides the sealed events goes.
#pragma once

#include "actors/actor_gallery.hpp"
#include "actors/event_sink.hpp"
#include "actors/job_queue.hpp"
#include "actors/letter_writer.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"

#include <cstdint>

namespace chant::actors {

/// Destroys the key (the session has done so already, unless the node died on the way), the
/// pictures, what is remembered of them, and the copies of letters. Recordings are the business of
/// the take janitor.
class erase_sink final : public event_sink {
 public:
  erase_sink(store::event_log& log, store::fan_keys& keys, job_queue& readers,
             actor_gallery& gallery, letter_eraser erase_letter);

  [[nodiscard]] bool wants(std::uint16_t type) const override { return type == session_erased_; }
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override;

 private:
  [[nodiscard]] result<void> erase(const campaign::session_id& fan);
  [[nodiscard]] result<void> erase_traces_of(const store::recorded_event& event);

  store::event_log& log_;
  store::fan_keys& keys_;
  job_queue& readers_;
  actor_gallery& gallery_;
  letter_eraser erase_letter_;
  const std::uint16_t session_erased_;
};

}  // namespace chant::actors
