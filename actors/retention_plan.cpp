#include "actors/retention_plan.hpp"

#include "campaign/event_codec.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <variant>

namespace chant::actors {

namespace {

using std::chrono::days;

constexpr std::size_t events_per_read = 1024;

/// What the log says of one fan, as far as it matters here.
struct known_fan {
  timestamp last;
  std::map<campaign::take_id, timestamp> takes;
  std::vector<std::pair<campaign::event_id, timestamp>> letters;
};

using known_fans = std::map<campaign::session_id, known_fan>;

/// Folds events that a fan caused, or that end what they left.
class fan_reader {
 public:
  [[nodiscard]] result<void> read(const store::recorded_event& e) {
    const auto known = campaign::decode(e.type, e.schema, e.payload);
    if (!known) return std::unexpected(known.error());
    std::visit([&](const auto& what) { fold(e, what); }, *known);
    return {};
  }
  known_fans fans;

 private:
  void saw(const store::recorded_event& e) {
    auto& last = fans[e.stream].last;
    last = std::max(last, e.at);
  }
  void fold(const store::recorded_event& e, const campaign::session_opened&) { saw(e); }
  void fold(const store::recorded_event& e, const campaign::artwork_ordered&) { saw(e); }
  void fold(const store::recorded_event& e, const campaign::consent_given&) { saw(e); }
  void fold(const store::recorded_event& e, const campaign::consent_withdrawn&) { saw(e); }
  void fold(const store::recorded_event& e, const campaign::draw_entered&) { saw(e); }
  void fold(const store::recorded_event& e, const campaign::take_begun&) { saw(e); }
  void fold(const store::recorded_event& e, const campaign::subscriber_removed&) { saw(e); }
  void fold(const store::recorded_event& e, const campaign::subscriber_added&) {
    saw(e);
    fans[e.stream].letters.emplace_back(e.id, e.at);
  }
  void fold(const store::recorded_event& e, const campaign::subscriber_confirmed&) {
    saw(e);
    fans[e.stream].letters.emplace_back(e.id, e.at);
  }
  void fold(const store::recorded_event& e, const campaign::take_uploaded& what) {
    saw(e);
    fans[e.stream].takes[what.take] = e.at;
  }
  void fold(const store::recorded_event& e, const campaign::take_dropped& what) {
    fans[e.stream].takes.erase(what.take);
  }
  void fold(const store::recorded_event& e, const campaign::session_erased&) {
    fans.erase(e.stream);
  }
  void fold(const store::recorded_event&, const auto&) {}
};

result<known_fans> read_fans(const store::event_log& log) {
  fan_reader reader;
  campaign::log_offset next;
  while (true) {
    const auto page = log.read_from(next, events_per_read);
    if (!page) return std::unexpected(page.error());
    if (page->empty()) return std::move(reader.fans);
    for (const auto& e : *page)
      if (auto read = reader.read(e); !read) return std::unexpected(read.error());
    next = page->back().offset.next();
  }
}

/// Whether something of that time has been kept long enough; 0 days: it is kept for ever.
bool is_due(timestamp at, std::uint32_t kept_days, timestamp now) {
  return kept_days > 0 && at + days(kept_days) <= now;
}

}  // namespace

result<retention_plan> plan_retention(
    const store::event_log& log, const retention_limits& limits, timestamp now,
    const std::function<bool(const campaign::event_id&)>& letter_is_kept) {
  const auto fans = read_fans(log);
  if (!fans) return std::unexpected(fans.error());
  retention_plan plan;
  for (const auto& [id, fan] : *fans) {
    if (is_due(fan.last, limits.sessions_days, now)) {
      plan.sessions.push_back(id);
      continue;
    }
    for (const auto& [take, at] : fan.takes)
      if (is_due(at, limits.takes_days, now)) plan.takes.emplace_back(id, take);
    for (const auto& [letter, at] : fan.letters)
      if (is_due(at, limits.letters_days, now) && letter_is_kept(letter))
        plan.letters.push_back(letter);
  }
  return plan;
}

}  // namespace chant::actors
