#include "actors/artwork_sink.hpp"

#include "actors/exhibits.hpp"
#include "campaign/event_codec.hpp"

#include <memory>
#include <utility>

namespace chant::actors {
namespace {

error overloaded() {
  return {.kind = errc::unavailable,
          .code = "overloaded",
          .detail = "too many reads wait for the disk",
          .field = {}};
}

}  // namespace

artwork_sink::artwork_sink(store::fan_keys& keys, job_queue& readers, render_pool& pool,
                           actor_gallery& gallery, campaign::service& sessions,
                           std::string renderer_revision)
    : keys_(keys),
      readers_(readers),
      pool_(pool),
      gallery_(gallery),
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
  if (!posted) (*shared)(std::unexpected(overloaded()));
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
                   [this, share, done = std::move(done)](result<campaign::outcome> kept) mutable {
                     if (kept) return done({});
                     if (kept.error().kind == errc::gone) return discard(share, std::move(done));
                     done(std::unexpected(std::move(kept.error())));
                   });
}

// The fan erased everything while the artwork was being drawn.
void artwork_sink::discard(const campaign::share_id& share, completion<void> done) {
  auto shared = std::make_shared<completion<void>>(std::move(done));
  const bool posted =
      readers_.post(job_queue::priority::background,
                    [this, share, shared](unsigned) { (*shared)(gallery_.forget(share)); });
  if (!posted) (*shared)(std::unexpected(overloaded()));
}

}  // namespace chant::actors
