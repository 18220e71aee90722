#include "actors/own_journal.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/own_stream.hpp"

#include <utility>

namespace chant::actors {

namespace {

store::append_request to_own_stream() {
  return {
      .stream = campaign::own_stream(), .expected = store::expected_version::any(), .events = {}};
}

}  // namespace

static_assert(campaign::own_events::events_at_once == store::log_limits::events_per_append);

void own_journal::append(std::vector<campaign::event> events, completion<void> done) {
  auto request = to_own_stream();
  for (const auto& e : events) request.events.push_back(recorded(e));
  append(std::move(request), std::move(done));
}

void own_journal::append_once(const campaign::event& what, const campaign::share_id& name,
                              completion<void> done) {
  const auto known = log_.find(name);
  if (known) return done({});
  if (known.error().kind != errc::not_found) return done(std::unexpected(known.error()));
  auto request = to_own_stream();
  request.events.push_back(recorded(what));
  request.events.back().lookup = name;
  append(std::move(request), std::move(done));
}

store::new_event own_journal::recorded(const campaign::event& what) {
  store::new_event added;
  campaign::fill_random(added.id, random_);
  added.type = campaign::type_code(what);
  added.schema = campaign::schema_version(what);
  added.at = clock_.now();
  added.payload = campaign::encode(what);
  return added;
}

void own_journal::append(store::append_request request, completion<void> done) {
  log_.append(std::move(request),
              [done = std::move(done)](const result<store::append_receipt>& appended) mutable {
                if (appended) return done({});
                done(std::unexpected(appended.error()));
              });
}

}  // namespace chant::actors
