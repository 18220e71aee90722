#include "actors/consumer.hpp"

#include "base/fraction.hpp"
#include "base/log.hpp"

#include <caf/actor_cast.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace chant::actors {

struct consumer_loaded {
  std::uint64_t epoch = 0;
  result<std::optional<store::checkpoint>> found;
};
struct consumer_batch {
  std::uint64_t epoch = 0;
  result<std::vector<store::recorded_event>> events;
};
struct consumer_done {
  std::uint64_t epoch = 0;
  campaign::log_offset offset;
  result<void> outcome;
};
struct consumer_saved {
  campaign::log_offset next;
  result<void> outcome;
};
struct consumer_retry {
  std::uint64_t epoch = 0;
  campaign::log_offset offset;
};

}  // namespace chant::actors

// None of these leaves the actor's own jobs.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::consumer_loaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::consumer_batch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::consumer_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::consumer_saved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::consumer_retry)

namespace chant::actors {
namespace {

using tick_atom = caf::atom_constant<caf::atom("tick")>;

// A defect is tried this often, for about ten minutes, then given up: it would hold the checkpoint
// for ever. What the world does wrong is tried without end.
constexpr std::uint32_t tries_of_a_defect = 12;

}  // namespace

consumer::consumer(caf::actor_config& config, consumer_env& env, const consumer_options& options,
                   event_sink& sink, consumer_status& status)
    : caf::event_based_actor(config), env_(env), options_(options), sink_(sink), status_(status) {}

caf::behavior consumer::make_behavior() {
  subscribe();
  delayed_send(this, tick_length, tick_atom::value);
  start_over();
  return {
      [this](consumer_wake) {
        awake_->store(false);
        pump();
      },
      [this](consumer_loaded& answer) { on_loaded(answer); },
      [this](consumer_batch& answer) { on_batch(answer); },
      [this](const consumer_done& answer) { on_done(answer); },
      [this](const consumer_saved& answer) { on_saved(answer); },
      [this](const consumer_retry& again) { on_retry(again); },
      [this](tick_atom) { on_tick(); },
      [this](consumer_pause) {
        paused_ = true;
        report();
      },
      [this](consumer_resume) {
        paused_ = false;
        report();
        pump();
      },
      [this](consumer_stop) {
        stopping_ = true;
        stop_if_done();
      },
  };
}

void consumer::on_exit() {
  watching_.reset();
  status_.set_phase(consumer_status::phase::stopped);
}

void consumer::subscribe() {
  watching_ = env_.log.watch(
      [self = caf::actor_cast<caf::actor>(this), awake = awake_](campaign::log_offset) {
        if (!awake->exchange(true)) caf::anon_send(self, consumer_wake{});
      });
}

// Forgets everything but what is durable and begins at the checkpoint.
void consumer::start_over() {
  ++epoch_;
  loaded_ = reading_ = saving_ = false;
  asked_since_ = now_;
  started_ = 0;
  unfinished_.clear();
  ready_.clear();
  auto load = [self = caf::actor_cast<caf::actor>(this), epoch = epoch_, &env = env_,
               name = status_.name()](unsigned) {
    caf::anon_send(self, consumer_loaded{.epoch = epoch, .found = env.checkpoints.load(name)});
  };
  // Turned away or failed: the watchdog comes back here.
  (void)env_.readers.post(job_queue::priority::background, std::move(load));
}

void consumer::on_loaded(consumer_loaded& answer) {
  if (answer.epoch != epoch_ || loaded_) return;
  if (!answer.found) {
    log::error("cannot read a checkpoint",
               {{"consumer", status_.name()}, {"code", answer.found.error().code}});
    return;
  }
  const auto at = std::move(*answer.found).value_or(store::checkpoint{});
  sink_.restore(at.state);
  next_read_ = saved_ = at.next;
  loaded_ = true;
  asked_since_ = now_;
  pump();
}

// Starts what there is credit for and reads on when nothing waits for credit.
void consumer::pump() {
  if (loaded_ && !paused_ && !stopping_) {
    while (!ready_.empty() && started_ < options_.credit) start_next();
    if (ready_.empty() && !reading_ && unfinished_.size() < window && next_read_ < env_.log.head())
      read();
  }
  report();
}

void consumer::read() {
  auto work = [self = caf::actor_cast<caf::actor>(this), epoch = epoch_, &env = env_,
               from = next_read_](unsigned) {
    caf::anon_send(
        self, consumer_batch{.epoch = epoch, .events = env.log.read_from(from, events_per_read)});
  };
  reading_ = env_.readers.post(job_queue::priority::background, std::move(work));
}

void consumer::on_batch(consumer_batch& answer) {
  if (answer.epoch != epoch_ || !reading_) return;
  reading_ = false;
  if (stopping_) return;
  if (!answer.events) {
    log::error("cannot read the log",
               {{"consumer", status_.name()}, {"code", answer.events.error().code}});
    return;  // the next tick tries again
  }
  asked_since_ = now_;
  for (auto& event : *answer.events) {
    next_read_ = event.offset.next();
    if (!sink_.wants(event.type)) continue;
    const auto offset = event.offset;
    unfinished_.emplace(offset, unfinished{.event = std::move(event)});
    ready_.push_back(offset);
  }
  pump();
}

void consumer::start_next() {
  const auto offset = ready_.front();
  ready_.pop_front();
  auto& item = unfinished_.at(offset);
  item.started = true;
  item.since = now_;
  ++started_;
  auto report_back = [self = caf::actor_cast<caf::actor>(this), epoch = epoch_,
                      offset](result<void> outcome) {
    caf::anon_send(self,
                   consumer_done{.epoch = epoch, .offset = offset, .outcome = std::move(outcome)});
  };
  if (sink_.take(item.event, std::move(report_back)) == event_sink::taken::done) finish(offset);
}

void consumer::on_done(const consumer_done& answer) {
  if (answer.epoch != epoch_) return;
  const auto found = unfinished_.find(answer.offset);
  if (found == unfinished_.end() || !found->second.started) return;
  auto& item = found->second;
  if (answer.outcome) {
    finish(answer.offset);
  } else if (const auto& why = answer.outcome.error();
             is_passing(why.kind) &&
             (why.kind != errc::internal || item.failures + 1 < tries_of_a_defect)) {
    retry_later(item, why);
  } else {
    status_.count_failed();
    log::error(
        "given up an event",
        {{"consumer", status_.name()}, {"offset", answer.offset.value()}, {"code", why.code}});
    finish(answer.offset);
  }
  pump();
  stop_if_done();
}

void consumer::finish(campaign::log_offset offset) {
  unfinished_.erase(offset);
  --started_;
  status_.count_done();
}

void consumer::retry_later(unfinished& item, const error& why) {
  item.started = false;
  --started_;
  status_.count_retry();
  const auto wait = pause_after(item.failures++);
  log::warn("an event will be tried again", {{"consumer", status_.name()},
                                             {"offset", item.event.offset.value()},
                                             {"code", why.code},
                                             {"wait_ms", wait.count()}});
  delayed_send(this, wait, consumer_retry{.epoch = epoch_, .offset = item.event.offset});
}

// Doubling, capped, and somewhere in the upper half at random: failures that came together do not
// come back together.
std::chrono::milliseconds consumer::pause_after(std::uint32_t failures) {
  const auto doublings = std::min<std::uint32_t>(failures, 20);
  const auto longest = std::min<std::chrono::milliseconds>(
      options_.first_retry * (1LL << doublings), options_.longest_retry);
  const auto half = static_cast<double>(longest.count()) / 2;
  return std::chrono::milliseconds(static_cast<std::int64_t>(half + half * fraction(env_.random)));
}

void consumer::on_retry(const consumer_retry& again) {
  if (again.epoch != epoch_ || !unfinished_.contains(again.offset)) return;
  ready_.push_front(again.offset);
  pump();
}

void consumer::on_tick() {
  ++now_;
  delayed_send(this, tick_length, tick_atom::value);
  watch_progress();
  // A wake message could have been lost only with the log's thread; reading at every tick costs
  // nothing and needs no proof of that.
  pump();
  if (now_ - saved_at_ >= sink_.ticks_between_saves()) save();
  if (stopping_ && ++stopping_ticks_ > options_.stop_ticks) quit();
}

// What waits for another try is not standing still, nor is a pause.
bool consumer::stands_still() {
  const auto overdue = [this](std::uint32_t since) { return now_ - since >= options_.stall_ticks; };
  const bool could_read = !paused_ && unfinished_.empty() && next_read_ < env_.log.head();
  if (loaded_ && !reading_ && !could_read) asked_since_ = now_;
  return overdue(asked_since_) || std::ranges::any_of(unfinished_, [&](const auto& entry) {
           return entry.second.started && overdue(entry.second.since);
         });
}

void consumer::watch_progress() {
  if (stopping_ || !stands_still()) return;
  log::warn("a consumer stands still although there is work: it starts over",
            {{"consumer", status_.name()},
             {"checkpoint", checkpoint().value()},
             {"head", env_.log.head().value()}});
  status_.count_stall();
  status_.set_phase(consumer_status::phase::stalled);
  start_over();
}

campaign::log_offset consumer::checkpoint() const {
  return unfinished_.empty() ? next_read_ : unfinished_.begin()->first;
}

void consumer::save() {
  if (!loaded_ || saving_ || checkpoint() == saved_) return;
  saved_at_ = now_;
  const store::checkpoint at{.next = checkpoint(), .state = sink_.state()};
  auto work = [self = caf::actor_cast<caf::actor>(this), &env = env_, name = status_.name(),
               at](unsigned) {
    caf::anon_send(self,
                   consumer_saved{.next = at.next, .outcome = env.checkpoints.save(name, at)});
  };
  saving_ = env_.readers.post(job_queue::priority::background, std::move(work));
}

void consumer::on_saved(const consumer_saved& answer) {
  saving_ = false;
  if (answer.outcome) {
    saved_ = answer.next;
  } else {
    log::error("cannot save a checkpoint",
               {{"consumer", status_.name()}, {"code", answer.outcome.error().code}});
    if (stopping_) return quit();
  }
  stop_if_done();
}

void consumer::stop_if_done() {
  if (!stopping_ || started_ > 0 || saving_) return;
  if (!loaded_ || checkpoint() == saved_) return quit();
  save();
}

void consumer::report() {
  using phase = consumer_status::phase;
  const auto head = env_.log.head();
  const auto at = checkpoint();
  double age = 0;
  if (!unfinished_.empty())
    age = std::chrono::duration<double>(env_.clock.now() - unfinished_.begin()->second.event.at)
              .count();
  status_.set_position(at.value(), head.value(), std::max(age, 0.0));
  status_.set_work(started_, unfinished_.size());
  status_.set_phase(!loaded_ ? phase::starting : paused_ ? phase::paused : phase::running);
}

}  // namespace chant::actors
