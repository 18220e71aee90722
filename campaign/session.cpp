#include "campaign/deciding.hpp"

#include <algorithm>
#include <utility>

namespace chant::campaign {

namespace {

// Undrawable code points that are kept: enough to see what is missing from the fonts.
constexpr std::size_t undrawable_max = 16;

bool is_country(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.empty() || (text.size() == 2 && std::ranges::all_of(text, capital));
}

}  // namespace

std::string_view to_text(artwork::state s) {
  switch (s) {
    case artwork::state::ordered:
      return "ordered";
    case artwork::state::rendered:
      return "rendered";
    case artwork::state::refused:
      return "refused";
  }
  return {};
}

std::string_view to_text(subscriber::state s) {
  switch (s) {
    case subscriber::state::pending:
      return "pending";
    case subscriber::state::confirmed:
      return "confirmed";
    case subscriber::state::removed:
      return "removed";
  }
  return {};
}

std::string_view to_text(letter::state s) {
  switch (s) {
    case letter::state::claimed:
      return "claimed";
    case letter::state::deferred:
      return "deferred";
    case letter::state::in_doubt:
      return "in_doubt";
    case letter::state::accepted:
      return "accepted";
    case letter::state::failed:
      return "failed";
    case letter::state::bounced:
      return "bounced";
    case letter::state::complained:
      return "complained";
  }
  return {};
}

std::string_view to_text(take::state s) {
  switch (s) {
    case take::state::begun:
      return "begun";
    case take::state::uploaded:
      return "uploaded";
  }
  return {};
}

bool has_consent(const session& state, std::string_view purpose) {
  return std::ranges::binary_search(state.consents, purpose);
}

decision decide_on(const session& state, const open_session& c, const terms& t) {
  if (state.opened()) return caused();
  if (!t.open) return refuse(rule::campaign_closed);
  if (!t.catalogue.speaks(c.language)) return refuse(rule::language_unknown);
  if (!is_country(c.country)) return malformed("country_malformed", "country");
  return caused(session_opened{.language = c.language, .country = c.country});
}

decision decide_on(const session& state, const order_artwork& c, const terms& t) {
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

decision decide_on(const session& state, const erase& c, const terms& /*t*/) {
  if (state.erased) return caused();
  if (c.reason.size() > word_bytes_max) return malformed("text_too_long", "reason");
  return caused(session_erased{.reason = c.reason});
}

result<std::vector<event>> decide(const session& state, const command& c, const terms& t) {
  if (state.erased && !std::holds_alternative<erase>(c))
    return std::unexpected(error{errc::gone, "gone", "This session was erased.", {}});
  if (!state.opened() && !std::holds_alternative<open_session>(c))
    return std::unexpected(
        error{errc::not_found, "session_unknown", "This session was never opened.", {}});
  return std::visit([&](const auto& known) { return decide_on(state, known, t); }, c);
}

const letter* find_letter(const session& state, const event_id& asked_by) {
  const auto found = std::ranges::find(state.letters, asked_by, &letter::asked_by);
  return found == state.letters.end() ? nullptr : &*found;
}

bool confirms(const subscriber& s, const event_id& asked_by) {
  return s.asked_by == asked_by ||
         std::ranges::find(s.asked_before, asked_by) != s.asked_before.end();
}

const artwork* find_artwork(const session& state, const share_id& share) {
  const auto found = std::ranges::find(state.artworks, share, &artwork::share);
  return found == state.artworks.end() ? nullptr : &*found;
}

const take* find_take(const session& state, const take_id& id) {
  const auto found = std::ranges::find(state.takes, id, &take::id);
  return found == state.takes.end() ? nullptr : &*found;
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
