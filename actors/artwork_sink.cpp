#include "actors/artwork_sink.hpp"

#include "actors/exhibits.hpp"
#include "campaign/event_codec.hpp"

#include <memory>
#include <utility>

namespace chant::actors {

artwork_sink::artwork_sink(store::fan_keys& keys, job_queue& readers, render_pool& pool,
                           campaign::service& sessions, std::string renderer_revision)
    : keys_(keys),
      readers_(readers),
      pool_(pool),
      sessions_(sessions),
      revision_(std::move(renderer_revision)),
      artwork_ordered_(campaign::type_code(campaign::artwork_ordered{})) {}

event_sink::taken artwork_sink::take(const store::recorded_event& event, completion<void> done) {
  auto shared = std::make_shared<completion<void>>(std::move(done));
  const bool posted =
      readers_.post(job_queue::priority::background, [this, event, shared](unsigned) {
        const auto what = exhibit_of(event, keys_);
        if (what) return draw(event.stream, *what, std::move(*shared));
        if (what.error().kind == errc::gone) return (*shared)({});  // nothing is left to draw
        (*shared)(std::unexpected(what.error()));
      });
  if (!posted)
    (*shared)(std::unexpected(error{.kind = errc::unavailable,
                                    .code = "overloaded",
                                    .detail = "too many reads wait for the disk",
                                    .field = {}}));
  return taken::later;
}

void artwork_sink::draw(const campaign::session_id& session, const campaign::exhibit& what,
                        completion<void> done) {
  pool_.draw(what, job_queue::priority::background,
             [this, session, share = what.share,
              done = std::move(done)](result<strip_cache::strips> drawn) mutable {
               if (!drawn) return done(std::unexpected(std::move(drawn.error())));
               record(session, share, **drawn, std::move(done));
             });
}

void artwork_sink::record(const campaign::session_id& session, const campaign::share_id& share,
                          const rendered& drawn, completion<void> done) {
  sessions_.submit(session,
                   campaign::record_artwork{.share = share,
                                            .renderer = revision_,
                                            .strip_bytes = drawn.strips.size(),
                                            .undrawable = drawn.undrawable},
                   [done = std::move(done)](result<campaign::outcome> recorded) mutable {
                     if (!recorded) return done(std::unexpected(std::move(recorded.error())));
                     done({});
                   });
}

}  // namespace chant::actors
