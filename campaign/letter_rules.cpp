// What may become of a letter: when it is handed over, when it is tried again, when it is given up.
#include "campaign/deciding.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace chant::campaign {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::size_t kind_bytes_max = 32;

/// The letter, if the session knows it or may still have asked for it.
result<letter> known_or_asked(const session& state, const event_id& id, std::string_view kind) {
  if (const letter* known = find_letter(state, id)) return *known;
  if (state.letters.size() >= state.letters_asked) return refuse(rule::letter_unknown);
  if (kind.size() > kind_bytes_max) return malformed("text_too_long", "kind");
  return letter{.asked_by = id,
                .kind = std::string(kind),
                .status = letter::state::deferred,
                .attempts = 0,
                .next_at = {}};
}

/// A full mailbox is not emptied within a minute, and greylisting means what it says (RFC 3463:
/// X.2.2 mailbox full, X.7.1 delivery not authorised).
seconds first_bound(std::string_view code, const letter_policy& p) {
  if (code.find(" 4.2.2") != std::string_view::npos) return 30 * p.first_wait;
  if (code.find(" 4.7.") != std::string_view::npos) return 5 * p.first_wait;
  return p.first_wait;
}

timestamp next_try(const record_letter& c, std::uint32_t attempt, const letter_policy& p) {
  const double doubled = std::exp2(std::min<std::uint32_t>(std::max(attempt, 1U) - 1, 30));
  const double bound = std::min(static_cast<double>(first_bound(c.word, p).count()) * doubled,
                                static_cast<double>(p.longest_wait.count()));
  const auto wait = seconds(1) + microseconds(static_cast<std::int64_t>(bound * c.chance * 1e6));
  return c.now + wait;
}

event deferred(const record_letter& c, const letter& known, const letter_policy& p) {
  const timestamp last = c.asked_at + p.expire_after;
  if (!c.of_relay && c.now >= last)
    return letter_failed{.letter = c.letter, .kind = known.kind, .reason = "expired"};
  const timestamp next = next_try(c, known.attempts, p);
  return letter_deferred{.letter = c.letter,
                         .kind = known.kind,
                         .attempt = known.attempts,
                         .reason = c.word,
                         .next_at = c.of_relay ? next : std::min(next, last)};
}

event in_doubt(const record_letter& c, const letter& known, const letter_policy& p) {
  letter_in_doubt doubt{.letter = c.letter,
                        .kind = known.kind,
                        .attempt = known.attempts,
                        .reason = c.word,
                        .next_at = {}};
  if (p.retry_in_doubt) doubt.next_at = next_try(c, known.attempts, p);
  return doubt;
}

letter_claimed next_claim(const letter& known) {
  return {.letter = known.asked_by, .kind = known.kind, .attempt = known.attempts + 1};
}

}  // namespace

decision decide_on(const session& state, const claim_letter& c, const terms& t) {
  auto known = known_or_asked(state, c.letter, c.kind);
  if (!known) return std::unexpected(std::move(known.error()));
  if (known->settled()) return caused();
  if (known->status == letter::state::claimed)
    return caused(in_doubt({.letter = c.letter,
                            .kind = known->kind,
                            .what = record_letter::fate::in_doubt,
                            .word = "mailer_died",
                            .of_relay = false,
                            .asked_at = {},
                            .now = c.now,
                            .chance = c.chance},
                           *known, t.letters));
  if (!is_written_to(state))
    return caused(letter_failed{.letter = c.letter, .kind = known->kind, .reason = "unsubscribed"});
  if (known->held()) return caused();
  return caused(next_claim(*known));
}

decision decide_on(const session& state, const record_letter& c, const terms& t) {
  auto known = known_or_asked(state, c.letter, c.kind);
  if (!known) return std::unexpected(std::move(known.error()));
  if (known->settled()) return caused();
  if (c.word.size() > word_bytes_max) return malformed("text_too_long", "word");
  switch (c.what) {
    case record_letter::fate::accepted:
      return caused(letter_accepted{.letter = c.letter, .kind = known->kind, .queue_id = c.word});
    case record_letter::fate::failed:
      return caused(letter_failed{.letter = c.letter, .kind = known->kind, .reason = c.word});
    case record_letter::fate::deferred:
      if (known->status != letter::state::claimed) return caused();  // told before
      return caused(deferred(c, *known, t.letters));
    case record_letter::fate::in_doubt:
      if (known->status != letter::state::claimed) return caused();
      return caused(in_doubt(c, *known, t.letters));
  }
  return caused();
}

decision decide_on(const session& state, const retry_letter& c, const terms& /*t*/) {
  const letter* known = find_letter(state, c.letter);
  if (known == nullptr) return refuse(rule::letter_unknown);
  // One that is being handed over, or is the relay's already, is not sent a second time.
  const bool waits = known->status == letter::state::deferred ||
                     known->status == letter::state::in_doubt ||
                     known->status == letter::state::failed;
  if (!waits) return refuse(rule::letter_settled);
  return caused(letter_deferred{.letter = c.letter,
                                .kind = known->kind,
                                .attempt = known->attempts,
                                .reason = "by_staff",
                                .next_at = c.now});
}

decision decide_on(const session& state, const drop_letter& c, const terms& /*t*/) {
  auto known = known_or_asked(state, c.letter, c.kind);
  if (!known) return std::unexpected(std::move(known.error()));
  if (known->settled()) return caused();
  return caused(letter_failed{.letter = c.letter, .kind = known->kind, .reason = "by_staff"});
}

decision decide_on(const session& state, const record_bounce& c, const terms& /*t*/) {
  const letter* known = find_letter(state, c.letter);
  if (known == nullptr) return refuse(rule::letter_unknown);
  if (c.reason.size() > word_bytes_max) return malformed("text_too_long", "reason");
  if (known->status == letter::state::bounced || known->status == letter::state::complained)
    return caused();
  auto events = caused(letter_bounced{.letter = c.letter, .reason = c.reason, .hard = c.hard});
  if (c.hard && is_written_to(state)) events.emplace_back(subscriber_removed{.reason = "bounced"});
  return events;
}

decision decide_on(const session& state, const record_complaint& c, const terms& /*t*/) {
  const letter* known = find_letter(state, c.letter);
  if (known == nullptr) return refuse(rule::letter_unknown);
  if (known->status == letter::state::complained) return caused();
  auto events = caused(letter_complained{.letter = c.letter});
  std::ranges::move(leaving(state, "complained"), std::back_inserter(events));
  return events;
}

}  // namespace chant::campaign
