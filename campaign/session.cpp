#include "campaign/session.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chant::campaign {

namespace {

// Words of pools and relays: long enough for a queue id or a revision, short enough for the log.
constexpr std::size_t word_bytes_max = 256;
constexpr std::size_t kind_bytes_max = 32;
// Undrawable code points that are kept: enough to see what is missing from the fonts.
constexpr std::size_t undrawable_max = 16;

using decision = result<std::vector<event>>;

template <class... Events>
std::vector<event> caused(Events&&... events) {
  std::vector<event> all;
  all.reserve(sizeof...(events));
  (all.emplace_back(std::forward<Events>(events)), ...);
  return all;
}

std::unexpected<error> refuse(rule r) { return std::unexpected(broken(r)); }

std::unexpected<error> unknown_session() {
  return std::unexpected(
      error{errc::not_found, "session_unknown", "This session was never opened.", {}});
}

std::unexpected<error> malformed(std::string code, std::string field) {
  return std::unexpected(
      error{errc::malformed, std::move(code), "The value cannot be taken.", std::move(field)});
}

std::string_view language_of(const session& state, std::string_view asked) {
  return asked.empty() ? std::string_view(state.language) : asked;
}

bool is_country(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.empty() || (text.size() == 2 && std::ranges::all_of(text, capital));
}

bool is_full(const session& state, const rules& r) {
  return state.version.value() >= r.events_per_session_max;
}

bool has_consent(const session& state, std::string_view purpose) {
  return std::ranges::binary_search(state.consents, purpose);
}

bool is_same(const subscriber& known, const subscriber_added& wanted) {
  const auto text = [](const std::optional<personal_text>& t) {
    return t ? t->clear() : std::string_view();
  };
  return known.email.clear() == wanted.email.clear() && text(known.name) == text(wanted.name) &&
         known.language == wanted.language && known.age == wanted.age_band;
}

result<subscriber_added> judged(const session& state, const subscribe& c, const terms& t) {
  if (!c.terms) return refuse(rule::terms_required);
  if (c.age < t.rules.subscriber_age_min) return refuse(rule::age_too_young);
  const std::string_view language = language_of(state, c.language);
  if (!t.catalogue.speaks(language)) return refuse(rule::language_unknown);
  auto email = check_email(c.email, t.rules);
  if (!email) return std::unexpected(std::move(email.error()));
  subscriber_added wanted{.email = personal_text(*std::move(email)),
                          .name = std::nullopt,
                          .language = std::string(language),
                          .age_band = c.age};
  if (c.name) {
    auto name = check_name(*c.name, t.rules);
    if (!name) return std::unexpected(std::move(name.error()));
    wanted.name = personal_text(*std::move(name));
  }
  return wanted;
}

decision decide_on(const session& state, const open_session& c, const terms& t) {
  if (state.opened()) return caused();
  if (!t.open) return refuse(rule::campaign_closed);
  if (!t.catalogue.speaks(c.language)) return refuse(rule::language_unknown);
  if (!is_country(c.country)) return malformed("country_malformed", "country");
  return caused(session_opened{.language = c.language, .country = c.country});
}

decision decide_on(const session& state, const order_artwork& c, const terms& t) {
  if (!state.opened()) return unknown_session();
  if (t.catalogue.find_team(c.team) == nullptr) return refuse(rule::team_unknown);
  const std::string_view language = language_of(state, c.language);
  if (!t.catalogue.speaks(language)) return refuse(rule::language_unknown);
  auto name = check_name(c.name, t.rules);
  if (!name) return std::unexpected(std::move(name.error()));
  if (same_artwork(state, c.team, *name, language) != nullptr) return caused();
  if (state.artworks.size() >= t.rules.artworks_per_session_max)
    return refuse(rule::artworks_too_many);
  if (is_full(state, t.rules)) return refuse(rule::session_full);
  return caused(artwork_ordered{.share = c.share,
                                .team = c.team,
                                .name = personal_text(*std::move(name)),
                                .language = std::string(language),
                                .revision = t.revision});
}

decision decide_on(const session& state, const record_artwork& c, const terms& /*t*/) {
  if (!state.opened()) return unknown_session();
  const artwork* known = find_artwork(state, c.share);
  if (known == nullptr) return refuse(rule::artwork_unknown);
  if (c.renderer.size() > word_bytes_max) return malformed("text_too_long", "renderer");
  if (c.undrawable.empty()) {
    if (known->status == artwork::state::rendered) return caused();
    return caused(
        artwork_rendered{.share = c.share, .renderer = c.renderer, .strip_bytes = c.strip_bytes});
  }
  auto code_points = c.undrawable;
  code_points.resize(std::min(code_points.size(), undrawable_max));
  if (known->status == artwork::state::refused && known->undrawable == code_points) return caused();
  return caused(artwork_refused{
      .share = c.share, .renderer = c.renderer, .code_points = std::move(code_points)});
}

decision decide_on(const session& state, const subscribe& c, const terms& t) {
  if (!state.opened()) return unknown_session();
  auto wanted = judged(state, c, t);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  std::vector<event> events;
  const std::string language = wanted->language;
  if (!state.subscribed || !is_same(*state.subscribed, *wanted)) {
    if (state.subscriptions >= t.rules.subscriptions_per_session_max)
      return refuse(rule::subscriptions_too_many);
    events.emplace_back(*std::move(wanted));
  }
  const std::array<std::pair<std::string_view, bool>, 3> consents{
      {{"terms", c.terms}, {"newsletter", c.newsletter}, {"recording", c.recording}}};
  for (const auto& [purpose, given] : consents) {
    if (given == has_consent(state, purpose)) continue;
    if (given) {
      events.emplace_back(consent_given{.purpose = std::string(purpose),
                                        .text_version = t.consent_text_version,
                                        .language = language});
    } else {
      events.emplace_back(consent_withdrawn{.purpose = std::string(purpose)});
    }
  }
  // Taking back what was given must stay possible in a full session.
  const bool only_withdraws = std::ranges::all_of(
      events, [](const event& e) { return std::holds_alternative<consent_withdrawn>(e); });
  if (!only_withdraws && is_full(state, t.rules)) return refuse(rule::session_full);
  return events;
}

decision decide_on(const session& state, const record_letter& c, const terms& /*t*/) {
  if (!state.opened()) return unknown_session();
  if (std::ranges::find(state.letters, c.letter, &letter::asked_by) != state.letters.end())
    return caused();
  if (state.letters.size() >= state.subscriptions) return refuse(rule::letter_unknown);
  if (c.kind.size() > kind_bytes_max) return malformed("text_too_long", "kind");
  if (c.word.size() > word_bytes_max) return malformed("text_too_long", "word");
  if (c.accepted)
    return caused(letter_accepted{.letter = c.letter, .kind = c.kind, .queue_id = c.word});
  return caused(letter_failed{.letter = c.letter, .kind = c.kind, .reason = c.word});
}

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
  state.subscribed = subscriber{
      .asked_by = id, .email = e.email, .name = e.name, .language = e.language, .age = e.age_band};
  ++state.subscriptions;
}

void fold(session& state, const event_id& /*id*/, const consent_given& e) {
  const auto place = std::ranges::lower_bound(state.consents, e.purpose);
  if (place == state.consents.end() || *place != e.purpose) state.consents.insert(place, e.purpose);
}

void fold(session& state, const event_id& /*id*/, const consent_withdrawn& e) {
  std::erase(state.consents, e.purpose);
}

void fold(session& state, const event_id& /*id*/, const letter_accepted& e) {
  state.letters.push_back(
      {.asked_by = e.letter, .kind = e.kind, .status = letter::state::accepted});
}

void fold(session& state, const event_id& /*id*/, const letter_failed& e) {
  state.letters.push_back({.asked_by = e.letter, .kind = e.kind, .status = letter::state::failed});
}

}  // namespace

session apply(session state, const event_id& id, const event& e) {
  std::visit([&](const auto& known) { fold(state, id, known); }, e);
  state.version = state.version.next();
  return state;
}

result<std::vector<event>> decide(const session& state, const command& c, const terms& t) {
  return std::visit([&](const auto& known) { return decide_on(state, known, t); }, c);
}

const artwork* find_artwork(const session& state, const share_id& share) {
  const auto found = std::ranges::find(state.artworks, share, &artwork::share);
  return found == state.artworks.end() ? nullptr : &*found;
}

const artwork* same_artwork(const session& state, std::string_view team, std::string_view name,
                            std::string_view language) {
  const auto found = std::ranges::find_if(state.artworks, [&](const artwork& a) {
    return a.team == team && a.language == language && a.name.clear() == name;
  });
  return found == state.artworks.end() ? nullptr : &*found;
}

const artwork* artwork_of(const session& state, const order_artwork& order, const terms& t) {
  const auto name = check_name(order.name, t.rules);
  if (!name) return nullptr;
  return same_artwork(state, order.team, *name, language_of(state, order.language));
}

}  // namespace chant::campaign
