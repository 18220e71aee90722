#include "actors/retention.hpp"

#include "base/awaited.hpp"
#include "base/log.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <utility>

namespace chant::actors {

namespace {

constexpr std::chrono::minutes first_run{10};
constexpr std::chrono::hours between_runs{24};

std::string words_of(const retention_plan& plan) {
  return fmt::format("{} sessions, {} recordings, {} letters", plan.sessions.size(),
                     plan.takes.size(), plan.letters.size());
}

}  // namespace

retention::retention(retention_ports ports, const retention_options& options)
    : ports_(std::move(ports)),
      options_(options),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

retention::~retention() { stop(); }

void retention::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

result<retention_plan> retention::due() const {
  return plan_retention(ports_.log, options_.limits, ports_.time.now(), ports_.letter_is_kept);
}

bool retention::running() const {
  const std::scoped_lock lock(mutex_);
  return running_;
}

result<retention_plan> retention::begin() {
  auto plan = due();
  if (!plan) return plan;
  const std::scoped_lock lock(mutex_);
  if (running_ || waiting_)
    return std::unexpected(
        error{errc::conflict, "retention_running", "a run is not finished yet", ""});
  if (plan->size() > 0) waiting_ = *plan;
  changed_.notify_all();
  return plan;
}

void retention::run(const std::stop_token& stop) {
  auto next = std::chrono::steady_clock::now() + first_run;
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto asked = [this] { return waiting_.has_value(); };
    if (options_.daily)
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
  auto plan = due();
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
  const auto pace = std::chrono::microseconds(1'000'000 / options_.per_second);
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

}  // namespace chant::actors
