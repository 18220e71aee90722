#include "actors/front_error_journal.hpp"

#include "base/log.hpp"

#include <utility>

namespace chant::actors {

front_error_journal::front_error_journal(const ports& given)
    : ports_(given),
      lost_(given.metrics.make_counter("chant_front_errors_lost_total",
                                       "Reports of browsers that did not come into the log.")) {}

void front_error_journal::note(campaign::front_error_counted report) {
  const auto now = ports_.clock.now();
  const std::lock_guard lock(mutex_);
  const auto key = report.fingerprint + '\n' + report.release;
  auto at = pending_.find(key);
  if (at == pending_.end()) {
    if (!make_room()) return lost_.add(report.reports);
    at = pending_.emplace(key, pending{.sum = {}, .due = now + first_wait}).first;
  }
  auto& sum = at->second.sum;
  report.reports += sum.reports;
  sum = std::move(report);
}

/// Under the mutex. Errors that have been written and did not come again may be forgotten.
bool front_error_journal::make_room() {
  if (pending_.size() < groups_most) return true;
  return std::erase_if(pending_, [](const auto& p) { return p.second.sum.reports == 0; }) > 0;
}

/// Under the mutex.
front_error_journal::batch front_error_journal::take(timestamp now, bool due_or_not) {
  batch events;
  for (auto& [key, p] : pending_) {
    if (p.sum.reports == 0 || (!due_or_not && p.due > now)) continue;
    if (events.size() == campaign::own_events::events_at_once) break;
    if (!std::exchange(p.known, true))
      log::warn("a front-end error", {{"fingerprint", p.sum.fingerprint},
                                      {"message", p.sum.message},
                                      {"release", p.sum.release},
                                      {"page", p.sum.page},
                                      {"browser", p.sum.browser}});
    events.push_back(p.sum);
    p.sum.reports = 0;
    p.due = now + next_wait;
  }
  return events;
}

void front_error_journal::tick() {
  const auto now = ports_.clock.now();
  batch events;
  {
    const std::lock_guard lock(mutex_);
    if (now < next_append_) return;
    events = take(now, false);
    if (events.empty()) return;
    next_append_ = now + first_wait;
  }
  append(events);
}

void front_error_journal::flush() {
  const auto now = ports_.clock.now();
  for (;;) {
    batch events;
    {
      const std::lock_guard lock(mutex_);
      events = take(now, true);
    }
    if (events.empty()) return;
    append(events);
  }
}

void front_error_journal::append(const batch& events) {
  std::uint64_t reports = 0;
  for (const auto& counted : events) reports += counted.reports;
  ports_.own.append({events.begin(), events.end()},
                    [&lost = lost_, reports](const result<void>& done) {
                      if (done) return;
                      lost.add(reports);
                      log::warn("front-end errors did not come into the log",
                                {{"code", done.error().code}, {"reports", reports}});
                    });
}

}  // namespace chant::actors
