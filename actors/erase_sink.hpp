// Carries an erase through: whatever the node keeps of a fan besides the sealed events goes, and a
// receipt says so.
#pragma once

#include "actors/actor_gallery.hpp"
#include "actors/event_sink.hpp"
#include "actors/job_queue.hpp"
#include "actors/letter_writer.hpp"
#include "actors/own_journal.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"
#include "store/take_store.hpp"

#include <cstdint>

namespace chant::actors {

/// What an erase works with; all of it outlives the sink.
struct erase_env {
  store::event_log& log;
  store::fan_keys& keys;
  store::take_store& takes;
  job_queue& readers;
  actor_gallery& gallery;
  own_journal& own;
};

/// Destroys the key (the session has done so already, unless the node died on the way), the
/// pictures of every renderer there was, what is remembered of them, the copies of letters and the
/// recordings. Then it appends erase_carried_out, one for a session however often this is done.
class erase_sink final : public event_sink {
 public:
  erase_sink(erase_env env, letter_eraser erase_letter);

  [[nodiscard]] bool wants(std::uint16_t type) const override { return type == session_erased_; }
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override;

 private:
  void erase(const campaign::session_id& fan, completion<void> done);
  [[nodiscard]] result<campaign::erase_carried_out> remove_all(const campaign::session_id& fan);
  [[nodiscard]] result<void> remove_traces_of(const store::recorded_event& event,
                                              campaign::erase_carried_out& counted);

  erase_env env_;
  letter_eraser erase_letter_;
  const std::uint16_t session_erased_;
};

}  // namespace chant::actors
