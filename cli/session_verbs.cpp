#include "cli/session_verbs.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/session.hpp"
#include "cli/cloud_event.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;

/// More than rules.events_per_session_max ever allows: a stream is read whole.
constexpr std::size_t events_at_most = 10'000;

result<std::vector<store::recorded_event>> events_of(const log_view& log,
                                                     const campaign::session_id& of) {
  auto events = log.read_stream(of, campaign::stream_version(0), events_at_most);
  if (events && events->empty())
    return std::unexpected(
        error{errc::not_found, "session_unknown", "the log has no event of that session", ""});
  return events;
}

result<campaign::session> fold(const std::vector<store::recorded_event>& events) {
  campaign::session state;
  for (const auto& recorded : events) {
    const auto event = campaign::decode(recorded.type, recorded.schema, recorded.payload);
    if (!event)
      return std::unexpected(
          error{errc::corrupt, event.error().code,
                fmt::format("offset {}: {}", recorded.offset.value(), event.error().detail), ""});
    state = campaign::apply(std::move(state), recorded.id, *event);
  }
  return state;
}

json::array artworks_json(const campaign::session& state) {
  json::array all;
  for (const auto& a : state.artworks)
    all.push_back(json::object{{"share_id", campaign::to_text(a.share)},
                               {"team", a.team},
                               {"name", nullptr},
                               {"language", a.language},
                               {"state", campaign::to_text(a.status)},
                               {"undrawable", json::value_from(a.undrawable)}});
  return all;
}

json::value subscriber_json(const campaign::session& state) {
  if (!state.subscribed) return nullptr;
  return json::object{{"asked_by", state.subscribed->asked_by.hex()},
                      {"email", nullptr},
                      {"name", nullptr},
                      {"language", state.subscribed->language},
                      {"age_band", campaign::to_text(state.subscribed->age)},
                      {"state", campaign::to_text(state.subscribed->status)}};
}

json::array letters_json(const campaign::session& state) {
  json::array all;
  for (const auto& l : state.letters)
    all.push_back(json::object{{"asked_by", l.asked_by.hex()},
                               {"kind", l.kind},
                               {"state", campaign::to_text(l.status)},
                               {"attempts", l.attempts}});
  return all;
}

json::array takes_json(const campaign::session& state) {
  json::array all;
  for (const auto& t : state.takes)
    all.push_back(json::object{{"id", t.id.hex()},
                               {"state", campaign::to_text(t.status)},
                               {"bytes", t.size_bytes},
                               {"media_type", t.media_type},
                               {"tier", t.tier}});
  return all;
}

json::object state_json(const campaign::session_id& of, const campaign::session& state) {
  return {{"session", of.hex()},
          {"version", state.version.value()},
          {"erased", state.erased},
          {"language", state.language},
          {"country", state.country.empty() ? json::value() : json::value(state.country)},
          {"artworks", artworks_json(state)},
          {"subscriber", subscriber_json(state)},
          {"consents", json::value_from(state.consents)},
          {"letters", letters_json(state)},
          {"takes", takes_json(state)},
          {"drawn", state.in_draw}};
}

properties state_lines(const campaign::session_id& of, const campaign::session& state) {
  properties lines{{"session", of.hex()},
                   {"version", std::to_string(state.version.value())},
                   {"state", state.erased ? "erased" : "open"},
                   {"language", state.language},
                   {"country", state.country.empty() ? "unknown" : state.country}};
  for (const auto& a : state.artworks)
    lines.emplace_back("artwork", fmt::format("{}  {}  {}  {}", campaign::to_text(a.share), a.team,
                                              a.language, campaign::to_text(a.status)));
  if (state.subscribed)
    lines.emplace_back("subscriber", fmt::format("{}  {}  {}", state.subscribed->language,
                                                 campaign::to_text(state.subscribed->age),
                                                 campaign::to_text(state.subscribed->status)));
  for (const auto& purpose : state.consents) lines.emplace_back("consent", purpose);
  for (const auto& l : state.letters)
    lines.emplace_back("letter", fmt::format("{}  {}", l.kind, campaign::to_text(l.status)));
  for (const auto& t : state.takes)
    lines.emplace_back("take", fmt::format("{}  {}  {}", t.id.hex(), readable_bytes(t.size_bytes),
                                           campaign::to_text(t.status)));
  lines.emplace_back("prize draw", state.in_draw ? "takes part" : "-");
  return lines;
}

}  // namespace

result<campaign::session_id> session_named(std::string_view word) {
  if (const auto secret = parse_uuid_v4(word)) return campaign::session_of(*secret);
  if (const auto id = campaign::session_id::from_hex(word)) return *id;
  return std::unexpected(error{errc::malformed, "bad_session",
                               "a session is named by its id (32 hex digits) or the fan's UUID",
                               ""});
}

result<exit_code> show_session(const log_view& log, const campaign::session_id& of,
                               const io& streams) {
  const auto events = events_of(log, of);
  if (!events) return std::unexpected(events.error());
  const auto state = fold(*events);
  if (!state) return std::unexpected(state.error());
  if (streams.json()) {
    streams.out << json::serialize(state_json(of, *state)) << '\n';
  } else {
    write_properties(streams.out, state_lines(of, *state));
  }
  return exit_code::ok;
}

result<exit_code> list_session_events(const log_view& log, std::string_view campaign,
                                      const campaign::session_id& of, const io& streams) {
  const auto events = events_of(log, of);
  if (!events) return std::unexpected(events.error());
  table t({{.title = "version", .number = true},
           {.title = "offset", .number = true},
           {.title = "time"},
           {.title = "type"}});
  cloud_event_writer writer(campaign);
  std::string lines = "[";
  for (const auto& e : *events) {
    if (lines.size() > 1) lines += ',';
    if (auto written = writer.append(view_of(e), lines); !written)
      return std::unexpected(written.error());
    t.add({std::to_string(e.version.value()), std::to_string(e.offset.value()), rfc3339(e.at),
           std::string(campaign::type_name(e.type).value_or("unknown"))});
  }
  if (streams.json()) {
    streams.out << lines << "]\n";
  } else {
    t.write(streams.out);
  }
  return exit_code::ok;
}

}  // namespace chant::cli
