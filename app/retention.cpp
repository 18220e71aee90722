#include "app/retention.hpp"

#include "base/awaited.hpp"
#include "base/log.hpp"
#include "campaign/event_codec.hpp"
#include "http/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <variant>

namespace chant::app {

namespace {

using std::chrono::days;

constexpr std::size_t events_per_read = 1024;
constexpr std::chrono::minutes first_run{10};
constexpr std::chrono::hours between_runs{24};

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

std::string words_of(const retention_plan& plan) {
  return fmt::format("{} sessions, {} recordings, {} letters", plan.sessions.size(),
                     plan.takes.size(), plan.letters.size());
}

}  // namespace

result<retention_plan> plan_retention(const retention_ports& ports,
                                      const config::node::retention_settings& settings) {
  const auto fans = read_fans(ports.log);
  if (!fans) return std::unexpected(fans.error());
  const auto now = ports.time.now();
  retention_plan plan;
  for (const auto& [id, fan] : *fans) {
    if (is_due(fan.last, settings.sessions_days, now)) {
      plan.sessions.push_back(id);
      continue;
    }
    for (const auto& [take, at] : fan.takes)
      if (is_due(at, settings.takes_days, now)) plan.takes.emplace_back(id, take);
    for (const auto& [letter, at] : fan.letters)
      if (is_due(at, settings.letters_days, now) && ports.letter_is_kept(letter))
        plan.letters.push_back(letter);
  }
  return plan;
}

retention::retention(retention_ports ports, config::node::retention_settings settings)
    : ports_(std::move(ports)),
      settings_(settings),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

retention::~retention() { stop(); }

void retention::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

std::vector<http::admin_route> retention::routes() {
  constexpr auto path = "/admin/v1/retention";
  return {{.verb = http::method::get,
           .pattern = path,
           .run = [this](const http::request&) { return show(); }},
          {.verb = http::method::post, .pattern = path, .run = [this](const http::request& r) {
             return app::carry_out(ports_.own, r,
                                   {.act = "retention run",
                                    .subject = "",
                                    .run = [this](const http::json_object&) { return begin(); }});
           }}};
}

namespace {

http::response told(unsigned status, const retention_plan& plan,
                    const config::node::retention_settings& settings, bool running) {
  http::json_writer out;
  out.begin_object();
  const auto row = [&](std::string_view what, std::size_t due, std::uint32_t after) {
    out.key(what);
    out.begin_object();
    out.member("days", after);
    out.member("due", due);
    out.end_object();
  };
  row("sessions", plan.sessions.size(), settings.sessions_days);
  row("recordings", plan.takes.size(), settings.takes_days);
  row("letters", plan.letters.size(), settings.letters_days);
  out.member("running", running);
  out.end_object();
  return http::json_response(status, std::move(out).text());
}

}  // namespace

http::response retention::show() {
  const auto plan = plan_retention(ports_, settings_);
  if (!plan) return refusal(plan.error());
  const std::scoped_lock lock(mutex_);
  return told(200, *plan, settings_, running_);
}

http::response retention::begin() {
  auto plan = plan_retention(ports_, settings_);
  if (!plan) return refusal(plan.error());
  auto answer = told(202, *plan, settings_, plan->size() > 0);
  const std::scoped_lock lock(mutex_);
  if (running_ || waiting_)
    return refusal({errc::conflict, "retention_running", "a run is not finished yet", ""});
  if (plan->size() > 0) waiting_ = *std::move(plan);
  changed_.notify_all();
  return answer;
}

void retention::run(const std::stop_token& stop) {
  auto next = std::chrono::steady_clock::now() + first_run;
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto asked = [this] { return waiting_.has_value(); };
    if (settings_.daily)
      changed_.wait_until(lock, stop, next, asked);
    else
      changed_.wait(lock, stop, asked);
    if (stop.stop_requested()) return;
    auto plan = std::exchange(waiting_, std::nullopt);
    running_ = true;
    lock.unlock();
    if (!plan) {
      next += between_runs;
      plan = planned_by_itself();
    }
    if (plan) carry_out(*plan, stop);
    lock.lock();
    running_ = false;
  }
}

std::optional<retention_plan> retention::planned_by_itself() {
  auto plan = plan_retention(ports_, settings_);
  if (!plan) {
    log::warn("what is due could not be told", {{"code", plan.error().code}});
    return std::nullopt;
  }
  if (plan->size() == 0) return std::nullopt;
  const auto noted = awaited<void>([&](completion<void> done) {
    ports_.own.append({campaign::operator_acted{.act = "retention run",
                                                .subject = "",
                                                .who = "the node",
                                                .whence = "retention.daily",
                                                .why = words_of(*plan)}},
                      std::move(done));
  });
  if (noted) return *std::move(plan);
  log::warn("a retention run could not be noted", {{"code", noted.error().code}});
  return std::nullopt;
}

void retention::carry_out(const retention_plan& plan, const std::stop_token& stop) {
  const auto pace = std::chrono::microseconds(1'000'000 / settings_.per_second);
  std::size_t failed = 0;
  const auto each = [&](const auto& all, auto&& run) {
    for (const auto& one : all) {
      std::unique_lock lock(mutex_);
      // What fans want comes first.
      changed_.wait_for(lock, stop, pace, [] { return false; });
      lock.unlock();
      if (stop.stop_requested()) return;
      if (!run(one)) ++failed;
    }
  };
  each(plan.sessions, [&](const auto& fan) { return erase(fan).has_value(); });
  each(plan.takes, [&](const auto& t) { return drop(t.first, t.second).has_value(); });
  each(plan.letters, [&](const auto& l) { return ports_.erase_letter(l).has_value(); });
  log::info("a retention run has ended", {{"sessions", plan.sessions.size()},
                                          {"recordings", plan.takes.size()},
                                          {"letters", plan.letters.size()},
                                          {"failed", failed}});
}

result<void> retention::submit(const campaign::session_id& fan, campaign::command what) {
  const auto done = awaited<campaign::outcome>([&](completion<campaign::outcome> told) {
    ports_.sessions.submit(fan, std::move(what), std::move(told));
  });
  if (!done) return std::unexpected(done.error());
  return {};
}

result<void> retention::erase(const campaign::session_id& fan) {
  return submit(fan, campaign::erase{.reason = "retention"});
}

result<void> retention::drop(const campaign::session_id& fan, const campaign::take_id& take) {
  return submit(fan, campaign::drop_take{.take = take, .reason = "retention"});
}

}  // namespace chant::app
