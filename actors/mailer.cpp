#include "actors/mailer.hpp"

#include "base/log.hpp"

#include <caf/actor_cast.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>
#include <vector>

namespace chant::actors {

struct mailer_found {
  std::uint64_t look = 0;
  result<std::vector<store::queued_letter>> letters;
  /// Of those sent, when that was asked for.
  result<std::vector<store::queued_letter>> first_sent = {};
};
struct mailer_opened {
  std::uint64_t number = 0;
  result<letter_order> order;
};
struct mailer_written {
  std::uint64_t number = 0;
  result<written_letter> text;
};
struct mailer_answered {
  std::uint64_t number = 0;
  result<campaign::outcome> answer;
};
struct mailer_delivered {
  std::uint64_t number = 0;
  mail::delivery fate;
};
struct mailer_cleared {
  std::uint64_t number = 0;
  result<void> outcome;
};
struct mailer_again {
  std::uint64_t number = 0;
};

}  // namespace chant::actors

// None of these leaves the actor's own jobs.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_written)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_answered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_delivered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_cleared)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_again)

namespace chant::actors {
namespace {

using fate = campaign::record_letter::fate;
using phase = store::queued_letter::phase;
using tick_atom = caf::atom_constant<caf::atom("tick")>;

constexpr std::chrono::milliseconds first_retry{200};
constexpr std::chrono::milliseconds longest_retry{30'000};
// A letter that could not be written comes back after this long.
constexpr std::chrono::seconds comes_back_after{5};
constexpr std::uint32_t look_ticks = 30;  // then the job that looked was lost

std::chrono::milliseconds retry_after(std::uint32_t failures) {
  return std::min<std::chrono::milliseconds>(first_retry * (1LL << std::min(failures, 16U)),
                                             longest_retry);
}

std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return std::string(at == std::string_view::npos ? std::string_view() : address.substr(at + 1));
}

fate fate_of(mail::delivery::fate what) {
  switch (what) {
    case mail::delivery::fate::accepted:
      return fate::accepted;
    case mail::delivery::fate::deferred:
      return fate::deferred;
    case mail::delivery::fate::failed:
      return fate::failed;
    case mail::delivery::fate::in_doubt:
      return fate::in_doubt;
  }
  return fate::in_doubt;
}

}  // namespace

void mailer::door::open(caf::actor to) {
  const std::lock_guard lock(mutex_);
  to_ = std::move(to);
}

void mailer::door::close() {
  caf::actor gone;
  const std::lock_guard lock(mutex_);
  std::swap(gone, to_);
}

template <class Message>
void mailer::door::send(Message message) {
  const std::lock_guard lock(mutex_);
  if (to_) caf::anon_send(to_, std::move(message));
}

void mailer::door::wake() {
  if (!waking_.exchange(true)) send(mailer_wake{});
}

mailer::mailer(caf::actor_config& config, mailer_env& env, const mailer_options& options,
               std::shared_ptr<door> at, consumer_status& status)
    : caf::event_based_actor(config),
      env_(env),
      options_(options),
      door_(std::move(at)),
      status_(status),
      domains_(options.domains),
      pace_(options.pace) {}

caf::behavior mailer::make_behavior() {
  door_->open(caf::actor_cast<caf::actor>(this));
  folded_before_start_ = env_.log.head();
  delayed_send(this, tick_length, tick_atom::value);
  report();
  return {
      [this](mailer_wake) {
        door_->awake();
        look_again_ = true;
        look();
      },
      [this](mailer_found& answer) { on_found(answer); },
      [this](mailer_opened& answer) { on_opened(answer); },
      [this](mailer_written& answer) { on_written(answer); },
      [this](mailer_answered& answer) { on_answered(answer); },
      [this](mailer_delivered& answer) { on_delivered(answer); },
      [this](const mailer_cleared& answer) { on_cleared(answer); },
      [this](const mailer_again& again) { on_again(again); },
      [this](tick_atom) { on_tick(); },
      [this](consumer_pause) {
        paused_ = true;
        report();
      },
      [this](consumer_resume) {
        paused_ = false;
        look();
        claim_next();
        report();
      },
      [this](consumer_stop) {
        stopping_ = true;
        stop_if_done();
      },
  };
}

void mailer::on_exit() {
  door_->close();
  status_.set_phase(consumer_status::phase::stopped);
}

// Takes up what was found, and looks for more when that is used up.
void mailer::look() {
  if (stopping_ || looking_) return;
  if (!started_ || sweeping_ || now_ - swept_at_ >= options_.sweep_ticks) return look_for_orphans();
  begin_next();
  if (paused_ || !found_.empty() || hand_.size() >= hand_limit()) return;
  if (circuit_.open(env_.clock.now())) return;
  forget_folded();
  if (unfolded_.size() >= unfolded_max) return;
  look_again_ = false;
  looking_since_ = now_;
  auto job = [self = caf::actor_cast<caf::actor>(this), look = ++looks_, &queue = env_.queue,
              by = env_.clock.now(), limit = letters_per_read + known_.size()](unsigned) {
    caf::anon_send(self, mailer_found{.look = look, .letters = queue.due(by, limit)});
  };
  looking_ = env_.readers.post(job_queue::priority::background, std::move(job));
}

// What the queue calls claimed, once it has all that stood in the log when this mailer started, was
// claimed by one that is no more. Later on the age of a claim tells.
void mailer::look_for_orphans() {
  if (env_.folding.checkpoint() < folded_before_start_.value()) return;
  sweeping_ = true;
  looking_since_ = now_;
  auto job = [self = caf::actor_cast<caf::actor>(this), look = ++looks_, &queue = env_.queue,
              after = swept_to_](unsigned) {
    caf::anon_send(self,
                   mailer_found{.look = look,
                                .letters = queue.list(phase::claimed, after, letters_per_read),
                                .first_sent = queue.list(phase::sent, {}, 1)});
  };
  looking_ = env_.readers.post(job_queue::priority::background, std::move(job));
}

void mailer::take_orphans(const std::vector<store::queued_letter>& claimed) {
  const auto before =
      env_.clock.now() - (started_ ? options_.claim_lasts : std::chrono::seconds(0));
  bool all = claimed.size() < letters_per_read;
  for (const auto& letter : claimed) {
    swept_to_ = {.due = letter.due, .letter = letter.letter};
    if (letter.due > before) {
      all = true;  // the rest is younger still
      break;
    }
    if (known_.contains(letter.letter)) continue;
    auto& w = take_up(letter);
    w.orphan = true;
    claim(w);
  }
  if (!all) return;
  started_ = true;
  sweeping_ = false;
  swept_at_ = now_;
  swept_to_.reset();
}

void mailer::on_found(mailer_found& answer) {
  if (answer.look != looks_ || !looking_) return;
  looking_ = false;
  if (!answer.letters) {
    log::error("cannot read the mail queue", {{"code", answer.letters.error().code}});
    return;  // the next tick tries again
  }
  if (stopping_) return;
  if (sweeping_) {
    if (answer.first_sent && !answer.first_sent->empty())
      pace_.began(answer.first_sent->front().due);
    take_orphans(*answer.letters);
    return look();
  }
  for (auto& letter : *answer.letters)
    if (!known_.contains(letter.letter)) found_.push_back(std::move(letter));
  if (!found_.empty() || look_again_) look();
}

void mailer::begin_next() {
  while (!paused_ && !found_.empty() && hand_.size() < hand_limit() &&
         !circuit_.open(env_.clock.now())) {
    auto& w = take_up(found_.front());
    found_.pop_front();
    env_.maker.open(w.letter, [self = caf::actor_cast<caf::actor>(this),
                               number = w.number](result<letter_order> order) {
      caf::anon_send(self, mailer_opened{.number = number, .order = std::move(order)});
    });
  }
}

mailer::work& mailer::take_up(const store::queued_letter& letter) {
  const auto number = next_number_++;
  known_[letter.letter] = number;
  auto& w = hand_[number];
  w.letter = letter;
  w.number = number;
  w.since = now_;
  return w;
}

void mailer::on_opened(mailer_opened& answer) {
  auto* w = find(answer.number);
  if (w == nullptr || w->at != work::step::opening) return;
  if (answer.order) {
    w->order = *std::move(answer.order);
    return take_place(*w);
  }
  const auto& why = answer.order.error();
  if (why.kind == errc::gone) return clear(*w);
  if (is_passing(why.kind)) return postpone(*w, comes_back_after);
  record(*w, fate::failed, why.code);
}

void mailer::take_place(work& w) {
  w.domain = domain_of(w.order.email);
  const auto wait = domains_.take(w.domain, env_.clock.now());
  if (wait > wait.zero()) return postpone(w, wait);
  w.has_place = true;
  w.at = work::step::writing;
  env_.maker.write(w.order, [self = caf::actor_cast<caf::actor>(this),
                             number = w.number](result<written_letter> text) {
    caf::anon_send(self, mailer_written{.number = number, .text = std::move(text)});
  });
}

void mailer::on_written(mailer_written& answer) {
  auto* w = find(answer.number);
  if (w == nullptr || w->at != work::step::writing) return;
  if (answer.text) {
    w->text = *std::move(answer.text);
    w->at = work::step::ready;
    return claim_next();
  }
  release_place(*w);
  const auto& why = answer.text.error();
  if (why.kind == errc::gone) return clear(*w);
  if (is_passing(why.kind)) return postpone(*w, comes_back_after);
  record(*w, fate::failed, why.code);
}

void mailer::claim_next() {
  if (paused_ || stopping_) return;
  auto free = circuit_.limit(env_.clock.now(), env_.relay.connections());
  free -= std::min(free, claims());
  for (auto& [number, w] : hand_) {
    if (free == 0) return;
    if (w.at != work::step::ready) continue;
    if (!pace_.take(env_.clock.now())) return;
    claim(w);
    --free;
  }
}

void mailer::claim(work& w) {
  w.at = work::step::claiming;
  submit(w, campaign::claim_letter{.letter = w.letter.letter,
                                   .kind = w.letter.kind,
                                   .now = env_.clock.now(),
                                   .chance = chance()});
}

void mailer::submit(work& w, campaign::command c) {
  env_.sessions.submit(w.letter.session, std::move(c),
                       [self = caf::actor_cast<caf::actor>(this),
                        number = w.number](result<campaign::outcome> answer) {
                         caf::anon_send(
                             self, mailer_answered{.number = number, .answer = std::move(answer)});
                       });
}

// What is not known to be done is asked for again until it is: a claim that was carried out after
// all comes back as a letter in doubt.
void mailer::on_answered(mailer_answered& answer) {
  auto* w = find(answer.number);
  if (w == nullptr) return;
  if (!answer.answer) {
    const auto& why = answer.answer.error();
    if (why.kind == errc::gone) return clear(*w);
    if (is_passing(why.kind)) {
      delayed_send(this, retry_after(w->failures++), mailer_again{.number = w->number});
      return;
    }
    log::error("a letter is not known to its session",
               {{"letter", w->letter.letter.hex()}, {"code", why.code}});
    return clear(*w);
  }
  w->failures = 0;
  if (w->at == work::step::claiming) return on_claimed(*w, answer.answer);
  if (w->at == work::step::recording) return on_recorded(*w, answer.answer);
}

void mailer::on_claimed(work& w, const result<campaign::outcome>& answer) {
  const auto* known = campaign::find_letter(answer->state, w.letter.letter);
  const bool settled = known == nullptr || known->settled();
  if (settled && !answer->changed) return clear(w);
  if (settled || !answer->changed || known->status != campaign::letter::state::claimed) {
    if (!settled && known->status == campaign::letter::state::in_doubt) {
      env_.meters.in_doubt.add();
      log::warn("a letter is in doubt: its mailer died", {{"letter", w.letter.letter.hex()}});
    }
    return finish(w);
  }
  // The queue was behind: it is not an orphan but a letter nobody has written.
  if (w.orphan) return record(w, fate::deferred, "mailer_died", true);
  hand_over(w);
}

void mailer::hand_over(work& w) {
  w.at = work::step::at_relay;
  w.copied = true;
  w.sent_at = env_.clock.now();
  env_.relay.deliver({.letter = w.letter.letter, .from = w.text.from, .to = w.order.email},
                     std::move(w.text.message),
                     [door = door_, number = w.number](mail::delivery fate) {
                       door->send(mailer_delivered{.number = number, .fate = std::move(fate)});
                     });
}

void mailer::on_delivered(mailer_delivered& answer) {
  auto* w = find(answer.number);
  if (w == nullptr || w->at != work::step::at_relay) return;
  const auto now = env_.clock.now();
  auto& of = answer.fate;
  const bool doubt = of.what == mail::delivery::fate::in_doubt;
  if (of.of_relay || doubt) {
    release_place(*w);
    circuit_.on_trouble(now, chance());
  } else {
    const bool slower = of.what == mail::delivery::fate::deferred && asks_for_patience(of.code);
    domains_.on_answer(w->domain, slower, w->sent_at, now);
    w->has_place = false;
    circuit_.on_answer();
  }
  if (doubt)
    log::warn("a letter is in doubt: its connection died",
              {{"letter", w->letter.letter.hex()}, {"code", of.code}});
  auto word =
      of.what == mail::delivery::fate::accepted ? std::move(of.queue_id) : std::move(of.code);
  record(*w, fate_of(of.what), std::move(word), of.of_relay);
}

void mailer::record(work& w, fate what, std::string word, bool of_relay) {
  w.at = work::step::recording;
  if (word.empty() && what != fate::accepted) word = "unknown";
  w.fate = {.letter = w.letter.letter,
            .kind = w.letter.kind,
            .what = what,
            .word = std::move(word),
            .of_relay = of_relay,
            .asked_at = w.asked_at(env_.clock.now()),
            .now = env_.clock.now(),
            .chance = chance()};
  submit(w, w.fate);
}

void mailer::on_recorded(work& w, const result<campaign::outcome>& answer) {
  const auto* known = campaign::find_letter(answer->state, w.letter.letter);
  using state = campaign::letter::state;
  const auto now = known == nullptr ? state::failed : known->status;
  if (now == state::accepted) env_.meters.accepted.add();
  if (now == state::deferred) env_.meters.deferred.add();
  if (now == state::in_doubt) env_.meters.in_doubt.add();
  if (now == state::failed) env_.meters.failed.add();
  status_.count_done();
  finish(w);
}

void mailer::finish(work& w) {
  const auto letter = w.letter.letter;
  release_place(w);
  hand_.erase(hand_.find(w.number));
  known_[letter] = 0;
  unfolded_.emplace_back(env_.log.head(), letter);
  look();
  claim_next();
  report();
  stop_if_done();
}

// Nothing is to be done for it any more: its entry goes, and the copy, where there may be one.
void mailer::clear(work& w) {
  release_place(w);
  w.at = work::step::clearing;
  w.since = now_;
  auto job = [self = caf::actor_cast<caf::actor>(this), number = w.number, id = w.letter.letter,
              copied = w.copied || w.orphan, &env = env_](unsigned) {
    result<void> cleared;
    if (copied) cleared = env.erase_letter(id);
    if (cleared)
      cleared = env.queue.update(id, [](std::optional<store::queued_letter> standing) {
        return standing && standing->settled() ? standing : std::nullopt;
      });
    caf::anon_send(self, mailer_cleared{.number = number, .outcome = std::move(cleared)});
  };
  if (!env_.readers.post(job_queue::priority::background, std::move(job)))
    delayed_send(this, retry_after(w.failures++), mailer_again{.number = w.number});
}

void mailer::postpone(work& w, std::chrono::microseconds wait) {
  w.at = work::step::postponing;
  w.since = now_;
  auto job = [self = caf::actor_cast<caf::actor>(this), number = w.number, id = w.letter.letter,
              until = env_.clock.now() + wait, &env = env_](unsigned) {
    auto put_off = env.queue.update(id, [&](std::optional<store::queued_letter> standing) {
      if (standing && standing->now < phase::claimed) standing->due = until;
      return standing;
    });
    caf::anon_send(self, mailer_cleared{.number = number, .outcome = std::move(put_off)});
  };
  // Turned away: the watch over what stands still comes back to it.
  (void)env_.readers.post(job_queue::priority::background, std::move(job));
}

void mailer::on_cleared(const mailer_cleared& answer) {
  auto* w = find(answer.number);
  if (w == nullptr) return;
  if (!answer.outcome && w->at == work::step::clearing) {
    log::error("a letter's traces cannot be removed",
               {{"letter", w->letter.letter.hex()}, {"code", answer.outcome.error().code}});
    delayed_send(this, retry_after(w->failures++), mailer_again{.number = w->number});
    return;
  }
  drop(*w);
}

void mailer::on_again(const mailer_again& again) {
  auto* w = find(again.number);
  if (w == nullptr) return;
  if (w->at == work::step::claiming) return claim(*w);
  if (w->at == work::step::recording) return submit(*w, w->fate);
  if (w->at == work::step::clearing) return clear(*w);
}

// Out of the hand; the queue says when it comes again.
void mailer::drop(work& w) {
  release_place(w);
  known_.erase(w.letter.letter);
  hand_.erase(hand_.find(w.number));
  look();
  report();
  stop_if_done();
}

void mailer::release_place(work& w) {
  if (std::exchange(w.has_place, false)) domains_.give_back(w.domain);
}

void mailer::on_tick() {
  ++now_;
  delayed_send(this, tick_length, tick_atom::value);
  if (looking_ && now_ - looking_since_ >= look_ticks) looking_ = false;
  std::vector<std::uint64_t> lost;
  for (const auto& [number, w] : hand_)
    if (w.may_be_lost() && now_ - w.since >= options_.stall_ticks) lost.push_back(number);
  for (const auto number : lost) {
    status_.count_stall();
    if (auto* w = find(number); w->at == work::step::clearing)
      clear(*w);
    else
      drop(*w);
  }
  look();
  claim_next();
  report();
  if (stopping_ && ++stopping_ticks_ > options_.stop_ticks) quit();
}

// The queue has caught up with what was recorded of these: it tells of them itself.
void mailer::forget_folded() {
  const auto folded = env_.folding.checkpoint();
  while (!unfolded_.empty() && unfolded_.front().first.value() <= folded) {
    const auto known = known_.find(unfolded_.front().second);
    if (known != known_.end() && known->second == 0) known_.erase(known);
    unfolded_.pop_front();
  }
}

void mailer::stop_if_done() {
  if (stopping_ && claims() == 0) quit();
}

void mailer::report() {
  const auto counts = env_.queue.counts();
  const auto now = env_.clock.now();
  env_.meters.set_queue(counts);
  env_.meters.set_paused(circuit_.open(now));
  const double overdue =
      found_.empty() ? 0 : std::chrono::duration<double>(now - found_.front().due).count();
  env_.meters.set_oldest_due(std::max(overdue, 0.0));
  std::uint64_t left = 0;
  for (const auto p : {phase::waiting, phase::deferred, phase::in_doubt, phase::claimed})
    left += counts.at(static_cast<std::size_t>(p));
  left = std::max<std::uint64_t>(left, hand_.size());
  const auto folded = env_.folding.checkpoint();
  status_.set_position(folded - std::min(folded, left), env_.log.head().value(),
                       std::max(overdue, 0.0));
  status_.set_work(claims(), left);
  using shown = consumer_status::phase;
  status_.set_phase(!started_ ? shown::starting : paused_ ? shown::paused : shown::running);
}

mailer::work* mailer::find(std::uint64_t number) {
  const auto found = hand_.find(number);
  return found == hand_.end() ? nullptr : &found->second;
}

std::size_t mailer::claims() const {
  return static_cast<std::size_t>(std::ranges::count_if(hand_, [](const auto& entry) {
    using step = work::step;
    const auto at = entry.second.at;
    return at == step::claiming || at == step::at_relay || at == step::recording;
  }));
}

// Twice as many as can be sent: the next are written meanwhile.
std::size_t mailer::hand_limit() const { return 2 * std::size_t{env_.relay.connections()} + 2; }

double mailer::chance() {
  std::array<std::byte, 8> bytes;
  env_.random.fill(bytes);
  constexpr double scale = 1.0 / 9007199254740992.0;  // 2^-53
  return static_cast<double>(std::bit_cast<std::uint64_t>(bytes) >> 11U) * scale;
}

}  // namespace chant::actors
