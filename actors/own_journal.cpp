#include "actors/own_journal.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/own_stream.hpp"

#include <utility>

namespace chant::actors {

static_assert(campaign::own_events::events_at_once == store::log_limits::events_per_append);

void own_journal::append(std::vector<campaign::event> events, completion<void> done) {
  store::append_request request{
      .stream = campaign::own_stream(), .expected = store::expected_version::any(), .events = {}};
  const auto now = clock_.now();
  for (const auto& e : events) {
    auto& added = request.events.emplace_back();
    campaign::fill_random(added.id, random_);
    added.type = campaign::type_code(e);
    added.schema = campaign::schema_version(e);
    added.at = now;
    added.payload = campaign::encode(e);
  }
  log_.append(std::move(request),
              [done = std::move(done)](const result<store::append_receipt>& appended) mutable {
                if (appended) return done({});
                done(std::unexpected(appended.error()));
              });
}

}  // namespace chant::actors
