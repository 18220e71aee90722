#include "actors/domain_limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace chant::actors {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

// A domain that cannot even take one letter at a time is left alone, twice as long each time.
constexpr seconds first_rest{1};
constexpr seconds longest_rest{600};  // as long as Amazon's SES asks for at most
// Between two letters that found all places taken: about as long as a relay needs for one.
constexpr microseconds place_wait = std::chrono::milliseconds(100);
// Who waits looks again by then: the domain may have become faster meanwhile.
constexpr microseconds longest_turn = std::chrono::minutes(10);
// A domain never becomes slower than a letter in ten seconds by rate alone.
constexpr double least_per_second = 0.1;
// By this much of the agreed rate with each letter that is taken.
constexpr double recovery = 0.02;

microseconds in_seconds(double s) { return microseconds(std::llround(s * 1e6)); }

}  // namespace

bool asks_for_patience(std::string_view code) {
  constexpr std::array<std::string_view, 4> patience{"421", "450", "451", "454"};
  return std::ranges::find(patience, code.substr(0, 3)) != patience.end();
}

microseconds domain_limits::take(std::string_view domain, timestamp now) {
  auto& s = of(domain, now);
  if (now < s.closed_until) return turn(s, s.closed_until, now);
  if (s.under_way >= std::max(1U, static_cast<unsigned>(s.at_once)))
    return turn(s, now + place_wait, now);
  if (s.per_second > 0) {
    const double passed = std::chrono::duration<double>(now - s.counted_at).count();
    // Letters that wait for their turn come back within a second of it: as many may go at once.
    s.tokens = std::min(s.tokens + passed * s.per_second, std::max(1.0, s.per_second));
    s.counted_at = now;
    if (s.tokens < 1) return turn(s, now + in_seconds((1 - s.tokens) / s.per_second), now);
    s.tokens -= 1;
  }
  ++s.under_way;
  return {};
}

// Whoever waits gets a moment of their own: a million letters that come back all at once, again and
// again, would be all the mailer ever looks at.
microseconds domain_limits::turn(state& s, timestamp earliest, timestamp now) const {
  const auto apart = s.per_second > 0 ? in_seconds(1 / s.per_second)
                                      : place_wait / std::max(1, static_cast<int>(s.at_once));
  const auto at =
      std::clamp<timestamp>(s.next_turn, earliest, std::max(earliest, now + longest_turn));
  s.next_turn = at + apart;
  return std::max<microseconds>(at - now, std::chrono::milliseconds(1));
}

void domain_limits::give_back(std::string_view domain) {
  const auto found = found_.find(domain);
  if (found == found_.end()) return;
  if (found->second->under_way > 0) --found->second->under_way;
}

void domain_limits::on_answer(std::string_view domain, bool slower, timestamp since,
                              timestamp now) {
  const auto found = found_.find(domain);
  if (found == found_.end()) return;
  auto& s = *found->second;
  if (s.under_way > 0) --s.under_way;
  // Letters that were under way already when it was slowed down say nothing new.
  if (slower && since >= s.slowed_at) slow_down(s, now);
  if (!slower) speed_up(s);
}

void domain_limits::slow_down(state& s, timestamp now) const {
  if (s.at_once <= 1) {
    const auto rest = std::min<seconds>(first_rest * (1U << std::min(s.slowed, 16U)), longest_rest);
    s.closed_until = now + rest;
    ++s.slowed;
  }
  s.at_once = std::max(1.0, s.at_once / 2);
  if (policy_.per_second > 0) s.per_second = std::max(least_per_second, s.per_second / 2);
  s.slowed_at = now;
}

// One more at once for each round of letters that were taken (additive increase).
void domain_limits::speed_up(state& s) const {
  s.slowed = 0;
  s.at_once = std::min<double>(policy_.at_once, s.at_once + 1 / s.at_once);
  s.per_second = std::min(policy_.per_second, s.per_second + recovery * policy_.per_second);
}

unsigned domain_limits::at_once(std::string_view domain) const {
  const auto found = found_.find(domain);
  return found == found_.end() ? policy_.at_once : static_cast<unsigned>(found->second->at_once);
}

domain_limits::state& domain_limits::of(std::string_view domain, timestamp now) {
  if (const auto found = found_.find(domain); found != found_.end()) {
    used_.splice(used_.begin(), used_, found->second);
    return used_.front();
  }
  if (used_.size() >= policy_.domains) forget_unused();
  used_.push_front({.domain = std::string(domain),
                    .at_once = static_cast<double>(std::max(1U, policy_.at_once)),
                    .per_second = policy_.per_second,
                    .tokens = std::max(1.0, policy_.per_second),
                    .counted_at = now});
  found_.emplace(used_.front().domain, used_.begin());
  return used_.front();
}

// The longest unused that has nothing under way; there are fewer letters under way than domains.
void domain_limits::forget_unused() {
  const auto idle =
      std::find_if(used_.rbegin(), used_.rend(), [](const state& s) { return s.under_way == 0; });
  if (idle == used_.rend()) return;
  found_.erase(idle->domain);
  used_.erase(std::next(idle).base());
}

}  // namespace chant::actors
