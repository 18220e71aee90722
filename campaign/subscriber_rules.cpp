// Who may be written to, what a fan consents to, and who takes part in the draw.
#include "campaign/deciding.hpp"

#include <algorithm>
#include <tuple>

namespace chant::campaign {

namespace {

bool is_same(const subscriber& known, const subscriber_added& wanted) {
  const auto text = [](const std::optional<personal_text>& t) {
    return t ? t->clear() : std::string_view();
  };
  return known.status != subscriber::state::removed &&
         known.email.clear() == wanted.email.clear() && text(known.name) == text(wanted.name) &&
         known.language == wanted.language && known.age == wanted.age_band;
}

bool is_known_as(subscriber::state status, const session& state, const personal_text& email) {
  return state.subscribed && state.subscribed->status == status &&
         state.subscribed->email.clear() == email.clear();
}

/// Its owner has followed the link sent to it, and wants letters still. Who only changes the name
/// need not prove the address again.
bool is_confirmed(const session& state, const personal_text& email) {
  return is_known_as(subscriber::state::confirmed, state, email);
}

/// The letter that asks for the confirmation is not on its way any more: it arrived, was lost among
/// others, or never left. Until then another one says nothing new.
bool may_ask_again(const session& state) {
  if (state.subscribed->status != subscriber::state::pending) return false;
  const letter* asked = find_letter(state, state.subscribed->asked_by);
  return asked != nullptr && (asked->settled() || asked->held());
}

result<subscriber_added> judged(const session& state, const subscribe& c, const terms& t) {
  if (!c.consents.terms.value_or(false)) return refuse(rule::terms_required);
  if (auto old_enough = check_subscriber_age(c.age, state.country, t.rules); !old_enough)
    return std::unexpected(std::move(old_enough.error()));
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
  if (t.rules.double_opt_in && !is_confirmed(state, wanted.email)) {
    const bool again = is_known_as(subscriber::state::pending, state, wanted.email);
    wanted.opt_in = again ? "again" : "double";
  }
  return wanted;
}

consent_given given_under(std::string_view purpose, const std::optional<shown_wording>& shown,
                          std::string_view language, const terms& t) {
  consent_given given{.purpose = std::string(purpose),
                      .text_version = shown ? shown->version : t.consent_text_version,
                      .language = std::string(shown ? shown->language : language)};
  if (shown) given.text_sha256 = shown->sha256;
  return given;
}

/// The events of what changes, and of the recordings that lose their consent with it.
std::vector<event> consent_changes(const session& state, const consent_wishes& wishes,
                                   std::string_view language, const terms& t) {
  const auto& shown = wishes.shown;
  std::vector<event> events;
  for (const auto& [purpose, given, wording] :
       {std::tuple("terms", wishes.terms, &shown.terms),
        std::tuple("newsletter", wishes.newsletter, &shown.newsletter),
        std::tuple("recording", wishes.recording, &shown.recording)}) {
    if (!given || *given == has_consent(state, purpose)) continue;
    if (*given)
      events.emplace_back(given_under(purpose, *wording, language, t));
    else
      events.emplace_back(consent_withdrawn{.purpose = purpose});
  }
  if (wishes.recording == false)
    for (const auto& gone : state.takes)
      events.emplace_back(take_dropped{.take = gone.id, .reason = "consent_withdrawn"});
  return events;
}

/// Taking back what was given must stay possible in a full session.
bool only_takes_back(const std::vector<event>& events) {
  return std::ranges::all_of(events, [](const event& e) {
    return std::holds_alternative<consent_withdrawn>(e) ||
           std::holds_alternative<take_dropped>(e) || std::holds_alternative<subscriber_removed>(e);
  });
}

}  // namespace

std::vector<event> leaving(const session& state, std::string_view reason) {
  std::vector<event> events;
  if (has_consent(state, "newsletter"))
    events.emplace_back(consent_withdrawn{.purpose = "newsletter"});
  if (is_written_to(state)) events.emplace_back(subscriber_removed{.reason = std::string(reason)});
  return events;
}

decision decide_on(const session& state, const subscribe& c, const terms& t) {
  auto wanted = judged(state, c, t);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  std::vector<event> events;
  const std::string language = wanted->language;
  const bool same = state.subscribed && is_same(*state.subscribed, *wanted);
  if (!same || (wanted->opt_in && may_ask_again(state))) {
    if (state.subscriptions >= t.rules.subscriptions_per_session_max)
      return refuse(rule::subscriptions_too_many);
    events.emplace_back(*std::move(wanted));
  }
  std::ranges::move(consent_changes(state, c.consents, language, t), std::back_inserter(events));
  if (!only_takes_back(events) && is_full(state, t.rules)) return refuse(rule::session_full);
  return events;
}

decision decide_on(const session& state, const set_consents& c, const terms& t) {
  auto events = consent_changes(state, c.consents, state.language, t);
  // Who takes the newsletter back wants no letters, those included that are on their way.
  const event withdrawn = consent_withdrawn{.purpose = "newsletter"};
  if (std::ranges::find(events, withdrawn) != events.end() && is_written_to(state))
    events.emplace_back(subscriber_removed{.reason = "by_fan"});
  if (!only_takes_back(events) && is_full(state, t.rules)) return refuse(rule::session_full);
  return events;
}

decision decide_on(const session& state, const confirm_subscription& c, const terms& /*t*/) {
  if (!is_written_to(state) || !confirms(*state.subscribed, c.asked_by))
    return refuse(rule::subscription_unknown);
  if (state.subscribed->status == subscriber::state::confirmed) return caused();
  return caused(subscriber_confirmed{.asked_by = state.subscribed->asked_by});
}

decision decide_on(const session& state, const unsubscribe& c, const terms& /*t*/) {
  if (c.reason.size() > word_bytes_max) return malformed("text_too_long", "reason");
  return leaving(state, c.reason);
}

decision decide_on(const session& state, const enter_draw& /*c*/, const terms& t) {
  if (state.in_draw) return caused();
  if (!t.open) return refuse(rule::campaign_closed);
  if (!is_written_to(state)) return refuse(rule::draw_needs_subscriber);
  if (auto open = check_draw_entry(state.subscribed->age, state.country, t.rules); !open)
    return std::unexpected(std::move(open.error()));
  if (is_full(state, t.rules)) return refuse(rule::session_full);
  return caused(draw_entered{.age_band = state.subscribed->age, .country = state.country});
}

}  // namespace chant::campaign
