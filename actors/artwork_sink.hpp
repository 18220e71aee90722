// Draws every ordered artwork before anybody asks for it, and tells the session what came of it.
#pragma once

#include "actors/actor_gallery.hpp"
#include "actors/event_sink.hpp"
#include "actors/job_queue.hpp"
#include "actors/render_pool.hpp"
#include "campaign/service.hpp"
#include "store/fan_keys.hpp"

#include <string>

namespace chant::actors {

/// Drawing again changes nothing: the session records an artwork once.
class artwork_sink final : public event_sink {
 public:
  artwork_sink(store::fan_keys& keys, job_queue& readers, render_pool& pool, actor_gallery& gallery,
               campaign::service& sessions, std::string renderer_revision);

  [[nodiscard]] bool wants(std::uint16_t type) const override { return type == artwork_ordered_; }
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override;

 private:
  void draw(const campaign::session_id& session, const campaign::exhibit& what,
            completion<void> done);
  void record(const campaign::session_id& session, const campaign::share_id& share,
              const rendered& drawn, completion<void> done);
  void discard(const campaign::share_id& share, completion<void> done);

  store::fan_keys& keys_;
  job_queue& readers_;
  render_pool& pool_;
  actor_gallery& gallery_;
  campaign::service& sessions_;
  const std::string revision_;
  const std::uint16_t artwork_ordered_;
};

}  // namespace chant::actors
