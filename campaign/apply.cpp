// The state of a session, folded from its events.
#include "campaign/session.hpp"

#include <algorithm>
#include <concepts>
#include <utility>

namespace chant::campaign {

namespace {

template <class Event>
inline constexpr bool is_own =
    std::same_as<Event, front_error_counted> || std::same_as<Event, operator_acted> ||
    std::same_as<Event, draw_committed> || std::same_as<Event, draw_closed> ||
    std::same_as<Event, draw_won> || std::same_as<Event, draw_left_out> ||
    std::same_as<Event, draw_held> || std::same_as<Event, address_suppressed> ||
    std::same_as<Event, address_released> || std::same_as<Event, erase_carried_out>;

artwork* artwork_in(session& state, const share_id& share) {
  const auto found = std::ranges::find(state.artworks, share, &artwork::share);
  return found == state.artworks.end() ? nullptr : &*found;
}

void fold(session& state, const event_id& /*id*/, const session_opened& e) {
  state.language = e.language;
  state.country = e.country;
}

void fold(session& state, const event_id& /*id*/, const artwork_ordered& e) {
  state.artworks.push_back({.share = e.share,
                            .team = e.team,
                            .name = e.name,
                            .language = e.language,
                            .status = artwork::state::ordered,
                            .undrawable = {}});
}

void fold(session& state, const event_id& /*id*/, const artwork_rendered& e) {
  if (artwork* known = artwork_in(state, e.share)) {
    known->status = artwork::state::rendered;
    known->undrawable.clear();
  }
}

void fold(session& state, const event_id& /*id*/, const artwork_refused& e) {
  if (artwork* known = artwork_in(state, e.share)) {
    known->status = artwork::state::refused;
    known->undrawable = e.code_points;
  }
}

void fold(session& state, const event_id& id, const subscriber_added& e) {
  std::vector<event_id> asked_before;
  if (e.opt_in == "again" && state.subscribed) {
    asked_before = std::move(state.subscribed->asked_before);
    asked_before.push_back(state.subscribed->asked_by);
  }
  state.subscribed =
      subscriber{.asked_by = id,
                 .email = e.email,
                 .name = e.name,
                 .language = e.language,
                 .age = e.age_band,
                 .status = e.opt_in ? subscriber::state::pending : subscriber::state::confirmed,
                 .asked_before = std::move(asked_before)};
  ++state.subscriptions;
  ++state.letters_asked;
}

void fold(session& state, const event_id& /*id*/, const consent_given& e) {
  const auto place = std::ranges::lower_bound(state.consents, e.purpose);
  if (place == state.consents.end() || *place != e.purpose) state.consents.insert(place, e.purpose);
}

void fold(session& state, const event_id& /*id*/, const consent_withdrawn& e) {
  std::erase(state.consents, e.purpose);
}

void fold(session& state, const event_id& /*id*/, const subscriber_confirmed& /*e*/) {
  if (state.subscribed) state.subscribed->status = subscriber::state::confirmed;
  ++state.letters_asked;
}

void fold(session& state, const event_id& /*id*/, const subscriber_removed& /*e*/) {
  if (state.subscribed) state.subscribed->status = subscriber::state::removed;
}

/// The letter, noted now if it was never spoken of.
letter& letter_in(session& state, const event_id& asked_by, std::string_view kind) {
  const auto known = std::ranges::find(state.letters, asked_by, &letter::asked_by);
  if (known != state.letters.end()) return *known;
  return state.letters.emplace_back(letter{.asked_by = asked_by,
                                           .kind = std::string(kind),
                                           .status = letter::state::claimed,
                                           .attempts = 0,
                                           .next_at = {}});
}

void set_status(letter& l, letter::state status, std::optional<timestamp> next_at = {}) {
  l.status = status;
  l.next_at = next_at;
}

void fold(session& state, const event_id& /*id*/, const letter_claimed& e) {
  letter& l = letter_in(state, e.letter, e.kind);
  set_status(l, letter::state::claimed);
  l.attempts = static_cast<std::uint32_t>(e.attempt);
}

void fold(session& state, const event_id& /*id*/, const letter_deferred& e) {
  set_status(letter_in(state, e.letter, e.kind), letter::state::deferred, e.next_at);
}

void fold(session& state, const event_id& /*id*/, const letter_in_doubt& e) {
  set_status(letter_in(state, e.letter, e.kind), letter::state::in_doubt, e.next_at);
}

void fold(session& state, const event_id& /*id*/, const letter_accepted& e) {
  set_status(letter_in(state, e.letter, e.kind), letter::state::accepted);
}

void fold(session& state, const event_id& /*id*/, const letter_failed& e) {
  set_status(letter_in(state, e.letter, e.kind), letter::state::failed);
}

void fold(session& state, const event_id& /*id*/, const letter_bounced& e) {
  set_status(letter_in(state, e.letter, {}), letter::state::bounced);
}

void fold(session& state, const event_id& /*id*/, const letter_complained& e) {
  set_status(letter_in(state, e.letter, {}), letter::state::complained);
}

void fold(session& state, const event_id& /*id*/, const take_begun& e) {
  state.takes.push_back({.id = e.take,
                         .status = take::state::begun,
                         .media_type = e.media_type,
                         .size_bytes = e.size_bytes,
                         .tier = e.tier});
  ++state.takes_begun;
}

void fold(session& state, const event_id& /*id*/, const take_uploaded& e) {
  const auto known = std::ranges::find(state.takes, e.take, &take::id);
  if (known == state.takes.end()) return;
  known->status = take::state::uploaded;
  known->media_type = e.media_type;
  known->size_bytes = e.size_bytes;
}

void fold(session& state, const event_id& /*id*/, const take_dropped& e) {
  std::erase_if(state.takes, [&](const take& t) { return t.id == e.take; });
}

void fold(session& state, const event_id& /*id*/, const draw_entered& /*e*/) {
  state.in_draw = true;
}

void fold(session& state, const event_id& /*id*/, const session_erased& /*e*/) {
  session rest;
  rest.version = state.version;
  rest.language = state.language;
  rest.country = state.country;
  rest.subscriptions = state.subscriptions;
  rest.letters_asked = state.letters_asked;
  rest.takes_begun = state.takes_begun;
  rest.erased = true;
  state = std::move(rest);
}

// Of the campaign's own stream: no session learns anything from these.
template <class Own>
  requires is_own<Own>
void fold(session& /*state*/, const event_id& /*id*/, const Own& /*e*/) {}

}  // namespace

session apply(session state, const event_id& id, const event& e) {
  std::visit([&](const auto& known) { fold(state, id, known); }, e);
  state.version = state.version.next();
  return state;
}

}  // namespace chant::campaign
