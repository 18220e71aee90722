#include "actors/recovery.hpp"

#include "campaign/event_codec.hpp"

#include <optional>
#include <utility>

namespace chant::actors {
namespace {

// A fan's whole stream fits in one page unless somebody plays with the buttons.
constexpr std::size_t events_per_read = 256;

/// The state of the snapshot with its personal fields opened; nothing if it cannot be used: a
/// snapshot is a cache, the log has it all.
std::optional<campaign::session> open_snapshot(const campaign::session_id& id,
                                               const store::snapshot& kept,
                                               const store::fan_keys& keys) {
  auto state = campaign::decode_session(kept.state);
  if (!state || state->version != kept.version) return std::nullopt;
  bool usable = true;
  campaign::for_each_personal(*state, [&](campaign::personal_text& text) {
    auto opened = keys.open(id, text);
    usable = usable && opened.has_value();
    if (opened) text = *std::move(opened);
  });
  return usable ? std::optional(*std::move(state)) : std::nullopt;
}

}  // namespace

result<recovered_session> recover(const campaign::session_id& id,
                                  const store::snapshot_store& snapshots,
                                  const store::event_log& log, const store::fan_keys& keys) {
  recovered_session found;
  if (const auto kept = snapshots.load(id); kept && *kept) {
    if (auto state = open_snapshot(id, **kept, keys)) {
      found.state = *std::move(state);
      found.snapshot = found.state.version;
    }
  }
  for (;;) {
    auto tail = log.read_stream(id, found.state.version, events_per_read);
    if (!tail) return std::unexpected(std::move(tail.error()));
    for (const auto& record : *tail) {
      auto event = open_event(record, keys);
      if (!event) return std::unexpected(std::move(event.error()));
      found.state = campaign::apply(std::move(found.state), record.id, *event);
    }
    if (tail->size() < events_per_read) return found;
  }
}

result<campaign::event> open_event(const store::recorded_event& record,
                                   const store::fan_keys& keys) {
  auto event = campaign::decode(record.type, record.schema, record.payload);
  if (!event) return event;
  std::optional<error> fault;
  campaign::for_each_personal(*event, [&](std::uint8_t field, campaign::personal_text& text) {
    const store::seal_place place{.type = record.type, .version = record.version, .field = field};
    auto opened = keys.open(record.stream, text, &place);
    if (opened)
      text = *std::move(opened);
    else
      fault = std::move(opened.error());
  });
  if (fault) return std::unexpected(*std::move(fault));
  return event;
}

bool has_personal_fields(std::vector<campaign::event>& events) {
  bool found = false;
  for (auto& event : events)
    campaign::for_each_personal(event,
                                [&](std::uint8_t, campaign::personal_text&) { found = true; });
  return found;
}

result<void> seal(std::vector<campaign::event>& events, const campaign::session_id& id,
                  campaign::stream_version version, store::fan_keys& keys) {
  std::optional<error> fault;
  for (auto& event : events) {
    version = version.next();
    campaign::for_each_personal(event, [&](std::uint8_t field, campaign::personal_text& text) {
      const store::seal_place place{
          .type = campaign::type_code(event), .version = version, .field = field};
      auto sealed = keys.seal(id, place, text);
      if (sealed)
        text = *std::move(sealed);
      else
        fault = std::move(sealed.error());
    });
  }
  if (fault) return std::unexpected(*std::move(fault));
  return {};
}

store::append_request make_append(const std::vector<campaign::event>& events,
                                  const campaign::session_id& id, campaign::stream_version version,
                                  timestamp at, random_source& random) {
  store::append_request request{.stream = id,
                                .expected = version.value() == 0
                                                ? store::expected_version::no_stream()
                                                : store::expected_version::exactly(version),
                                .events = {}};
  request.events.reserve(events.size());
  for (const auto& event : events) {
    store::new_event record{.id = {},
                            .type = campaign::type_code(event),
                            .schema = campaign::schema_version(event),
                            .at = at,
                            .payload = campaign::encode(event),
                            .lookup = campaign::lookup_of(event)};
    campaign::fill_random(record.id, random);
    request.events.push_back(std::move(record));
  }
  return request;
}

campaign::session apply_all(campaign::session state, const std::vector<campaign::event_id>& ids,
                            const std::vector<campaign::event>& events) {
  for (std::size_t i = 0; i < events.size(); ++i)
    state = campaign::apply(std::move(state), ids[i], events[i]);
  return state;
}

}  // namespace chant::actors
