#include "actors/mailer.hpp"

#include "actors/mailer_messages.hpp"
#include "base/fraction.hpp"
#include "base/log.hpp"

#include <caf/actor_cast.hpp>
#include <caf/atom.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace chant::actors {
namespace {

using fate = campaign::record_letter::fate;
using phase = store::queued_letter::phase;
using step = letter_work::step;
using tick_atom = caf::atom_constant<caf::atom("tick")>;

constexpr std::chrono::milliseconds first_retry{200};
constexpr std::chrono::milliseconds longest_retry{30'000};
// A letter that could not be written comes back after this long.
constexpr std::chrono::seconds comes_back_after{5};

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

void count(mail_meters& meters, campaign::letter::state status) {
  using state = campaign::letter::state;
  if (status == state::accepted) meters.accepted.add();
  if (status == state::deferred) meters.deferred.add();
  if (status == state::in_doubt) meters.in_doubt.add();
  if (status == state::failed) meters.failed.add();
}

}  // namespace

mailer::mailer(caf::actor_config& config, mailer_env& env, const mailer_options& options,
               std::shared_ptr<mailer_door> at, consumer_status& status)
    : caf::event_based_actor(config),
      env_(env),
      options_(options),
      door_(std::move(at)),
      status_(status),
      domains_(options.domains),
      pace_(options.pace),
      search_(env.queue, env.folding, env.readers, options.search, env.log.head(),
              [door = door_](mailer_found found) { door->send(std::move(found)); }),
      settled_(env.queue, env.readers, options.keep_settled) {}

caf::behavior mailer::make_behavior() {
  door_->open(caf::actor_cast<caf::actor>(this));
  delayed_send(this, tick_length, tick_atom::value);
  report();
  return {
      [this](mailer_wake) {
        door_->awake();
        search_.note_change();
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

template <class Message>
auto mailer::back_as(const letter_work& w) {
  using answer = decltype(Message::answer);
  return [self = caf::actor_cast<caf::actor>(this), number = w.number](answer what) {
    caf::anon_send(self, Message{.number = number, .answer = std::move(what)});
  };
}

// Takes up what was found, and looks for more when that is used up.
void mailer::look() {
  if (stopping_ || search_.asking()) return;
  if (search_.sweep_is_due(now_)) return search_.ask_for_orphans(now_);
  begin_next();
  if (paused_ || !search_.found.empty() || hand_.size() >= hand_limit()) return;
  if (circuit_.open(env_.clock.now())) return;
  hand_.forget_folded(env_.folding.checkpoint());
  if (hand_.unfolded() >= unfolded_max) return;
  search_.ask_for_due(env_.clock.now(), letters_per_read + hand_.known(), now_);
}

void mailer::on_found(mailer_found& answer) {
  if (!search_.expects(answer)) return;
  if (!answer.letters) {
    log::error("cannot read the mail queue", {{"code", answer.letters.error().code}});
    return;  // the next tick tries again
  }
  if (stopping_) return;
  if (search_.sweeping()) {
    if (answer.first_sent && !answer.first_sent->empty())
      pace_.began(answer.first_sent->front().due);
    for (const auto& letter : search_.orphans_in(*answer.letters, env_.clock.now(), now_)) {
      if (hand_.knows(letter.letter)) continue;
      auto& w = hand_.take_up(letter, now_);
      w.orphan = true;
      claim(w);
    }
    return look();
  }
  for (auto& letter : *answer.letters)
    if (!hand_.knows(letter.letter)) search_.found.push_back(std::move(letter));
  if (!search_.found.empty() || search_.changed()) look();
}

void mailer::begin_next() {
  while (!paused_ && !search_.found.empty() && hand_.size() < hand_limit() &&
         !circuit_.open(env_.clock.now())) {
    auto& w = hand_.take_up(search_.found.front(), now_);
    search_.found.pop_front();
    env_.maker.open(w.letter, back_as<mailer_opened>(w));
  }
}

void mailer::on_opened(mailer_opened& answer) {
  auto* w = hand_.find(answer.number, step::opening);
  if (w == nullptr) return;
  if (!answer.answer) return give_up(*w, answer.answer.error());
  w->order = *std::move(answer.answer);
  take_place(*w);
}

void mailer::take_place(letter_work& w) {
  w.domain = domain_of(w.order.email);
  const auto wait = domains_.take(w.domain, env_.clock.now());
  if (wait > wait.zero()) return postpone(w, wait);
  w.has_place = true;
  w.at = step::writing;
  env_.maker.write(w.order, back_as<mailer_written>(w));
}

void mailer::on_written(mailer_written& answer) {
  auto* w = hand_.find(answer.number, step::writing);
  if (w == nullptr) return;
  if (!answer.answer) return give_up(*w, answer.answer.error());
  w->text = *std::move(answer.answer);
  w->at = step::ready;
  claim_next();
}

// It cannot be opened or written: now, or ever, or nobody is left to write to.
void mailer::give_up(letter_work& w, const error& why) {
  release_place(w);
  if (why.kind == errc::gone) return clear(w);
  if (is_passing(why.kind)) return postpone(w, comes_back_after);
  record(w, fate::failed, why.code);
}

void mailer::claim_next() {
  if (paused_ || stopping_) return;
  auto free = circuit_.limit(env_.clock.now(), env_.relay.connections());
  free -= std::min(free, hand_.claimed());
  for (; free > 0; --free) {
    auto* w = hand_.next_ready();
    if (w == nullptr || !pace_.take(env_.clock.now())) return;
    claim(*w);
  }
}

void mailer::claim(letter_work& w) {
  w.at = step::claiming;
  submit(w, campaign::claim_letter{.letter = w.letter.letter,
                                   .kind = w.letter.kind,
                                   .now = env_.clock.now(),
                                   .chance = fraction(env_.random)});
}

void mailer::submit(letter_work& w, campaign::command c) {
  env_.sessions.submit(w.letter.session, std::move(c), back_as<mailer_answered>(w));
}

// What is not known to be done is asked for again until it is: a claim that was carried out after
// all comes back as a letter in doubt.
void mailer::on_answered(mailer_answered& answer) {
  auto* w = hand_.find(answer.number);
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
  if (w->at == step::claiming) return on_claimed(*w, *answer.answer);
  if (w->at == step::recording) return on_recorded(*w, *answer.answer);
}

void mailer::on_claimed(letter_work& w, const campaign::outcome& answer) {
  const auto* known = campaign::find_letter(answer.state, w.letter.letter);
  const bool settled = known == nullptr || known->settled();
  if (settled && !answer.changed) return clear(w);
  if (settled || !answer.changed || known->status != campaign::letter::state::claimed) {
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

void mailer::hand_over(letter_work& w) {
  w.at = step::at_relay;
  w.copied = true;
  w.sent_at = env_.clock.now();
  env_.relay.deliver({.letter = w.letter.letter, .from = w.text.from, .to = w.order.email},
                     std::move(w.text.message),
                     [door = door_, number = w.number](mail::delivery fate) {
                       door->send(mailer_delivered{.number = number, .fate = std::move(fate)});
                     });
}

void mailer::on_delivered(mailer_delivered& answer) {
  auto* w = hand_.find(answer.number, step::at_relay);
  if (w == nullptr) return;
  auto& of = answer.fate;
  const bool doubt = of.what == mail::delivery::fate::in_doubt;
  if (of.of_relay || doubt) {
    release_place(*w);
    circuit_.on_trouble(env_.clock.now(), fraction(env_.random));
  } else {
    learn_from(*w, of);
    w->has_place = false;
  }
  if (doubt)
    log::warn("a letter is in doubt: its connection died",
              {{"letter", w->letter.letter.hex()}, {"code", of.code}});
  auto word =
      of.what == mail::delivery::fate::accepted ? std::move(of.queue_id) : std::move(of.code);
  record(*w, fate_of(of.what), std::move(word), of.of_relay);
}

// The recipient's domain has answered, so the relay works.
void mailer::learn_from(const letter_work& w, const mail::delivery& fate) {
  const bool slower = fate.what == mail::delivery::fate::deferred && asks_for_patience(fate.code);
  domains_.on_answer(w.domain, slower, w.sent_at, env_.clock.now());
  circuit_.on_answer();
}

void mailer::record(letter_work& w, fate what, std::string word, bool of_relay) {
  w.at = step::recording;
  if (word.empty() && what != fate::accepted) word = "unknown";
  w.fate = {.letter = w.letter.letter,
            .kind = w.letter.kind,
            .what = what,
            .word = std::move(word),
            .of_relay = of_relay,
            .asked_at = w.asked_at(env_.clock.now()),
            .now = env_.clock.now(),
            .chance = fraction(env_.random)};
  submit(w, w.fate);
}

void mailer::on_recorded(letter_work& w, const campaign::outcome& answer) {
  const auto* known = campaign::find_letter(answer.state, w.letter.letter);
  count(env_.meters, known == nullptr ? campaign::letter::state::failed : known->status);
  status_.count_done();
  finish(w);
}

void mailer::finish(letter_work& w) {
  release_place(w);
  hand_.recorded(w, env_.log.head());
  look();
  claim_next();
  report();
  stop_if_done();
}

// Nothing is to be done for it any more: its entry goes, and the copy, where there may be one.
void mailer::clear(letter_work& w) {
  release_place(w);
  w.at = step::clearing;
  w.since = now_;
  auto job = [tell = back_as<mailer_cleared>(w), id = w.letter.letter,
              copied = w.copied || w.orphan, &env = env_](unsigned) {
    result<void> cleared;
    if (copied) cleared = env.erase_letter(id);
    if (cleared)
      cleared = env.queue.update(id, [](std::optional<store::queued_letter> standing) {
        return standing && standing->settled() ? standing : std::nullopt;
      });
    tell(std::move(cleared));
  };
  if (!env_.readers.post(job_queue::priority::background, std::move(job)))
    delayed_send(this, retry_after(w.failures++), mailer_again{.number = w.number});
}

void mailer::postpone(letter_work& w, std::chrono::microseconds wait) {
  w.at = step::postponing;
  w.since = now_;
  auto job = [tell = back_as<mailer_cleared>(w), id = w.letter.letter,
              until = env_.clock.now() + wait, &env = env_](unsigned) {
    tell(env.queue.update(id, [&](std::optional<store::queued_letter> standing) {
      if (standing && standing->now < phase::claimed) standing->due = until;
      return standing;
    }));
  };
  // Turned away: the watch over what stands still comes back to it.
  (void)env_.readers.post(job_queue::priority::background, std::move(job));
}

void mailer::on_cleared(const mailer_cleared& answer) {
  auto* w = hand_.find(answer.number);
  if (w == nullptr) return;
  if (!answer.answer && w->at == step::clearing) {
    log::error("a letter's traces cannot be removed",
               {{"letter", w->letter.letter.hex()}, {"code", answer.answer.error().code}});
    delayed_send(this, retry_after(w->failures++), mailer_again{.number = w->number});
    return;
  }
  drop(*w);
}

void mailer::on_again(const mailer_again& again) {
  auto* w = hand_.find(again.number);
  if (w == nullptr) return;
  if (w->at == step::claiming) return claim(*w);
  if (w->at == step::recording) return submit(*w, w->fate);
  if (w->at == step::clearing) return clear(*w);
}

void mailer::drop(letter_work& w) {
  release_place(w);
  hand_.drop(w);
  look();
  report();
  stop_if_done();
}

void mailer::release_place(letter_work& w) {
  if (std::exchange(w.has_place, false)) domains_.give_back(w.domain);
}

void mailer::on_tick() {
  ++now_;
  delayed_send(this, tick_length, tick_atom::value);
  search_.give_up_lost(now_);
  take_back_lost();
  look();
  claim_next();
  report();
  settled_.tick(env_.clock.now());
  if (stopping_ && ++stopping_ticks_ > options_.stop_ticks) quit();
}

void mailer::take_back_lost() {
  for (const auto number : hand_.lost(now_, options_.stall_ticks)) {
    auto* w = hand_.find(number);
    if (w == nullptr) continue;
    status_.count_stall();
    if (w->at == step::clearing)
      clear(*w);
    else
      drop(*w);
  }
}

void mailer::stop_if_done() {
  if (stopping_ && hand_.claimed() == 0) quit();
}

void mailer::report() {
  const auto counts = env_.queue.counts();
  const auto now = env_.clock.now();
  const double overdue =
      search_.found.empty()
          ? 0
          : std::chrono::duration<double>(now - search_.found.front().due).count();
  env_.meters.set_queue(counts);
  env_.meters.set_paused(circuit_.open(now));
  env_.meters.set_oldest_due(std::max(overdue, 0.0));
  std::uint64_t left = 0;
  for (const auto p : {phase::waiting, phase::deferred, phase::in_doubt, phase::claimed})
    left += counts.at(static_cast<std::size_t>(p));
  left = std::max<std::uint64_t>(left, hand_.size());
  const auto folded = env_.folding.checkpoint();
  status_.set_position(folded - std::min(folded, left), env_.log.head().value(),
                       std::max(overdue, 0.0));
  status_.set_work(hand_.claimed(), left);
  using shown = consumer_status::phase;
  status_.set_phase(!search_.started() ? shown::starting
                    : paused_          ? shown::paused
                                       : shown::running);
}

// Twice as many as can be sent: the next are written meanwhile.
std::size_t mailer::hand_limit() const { return 2 * std::size_t{env_.relay.connections()} + 2; }

}  // namespace chant::actors
