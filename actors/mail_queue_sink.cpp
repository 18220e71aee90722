#include "actors/mail_queue_sink.hpp"

#include "campaign/event_codec.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <variant>

namespace chant::actors {
namespace {

using campaign::event_id;
using phase = store::queued_letter::phase;
using maybe_letter = std::optional<store::queued_letter>;

const auto& types() {
  static const std::array all{campaign::type_code(campaign::subscriber_added{}),
                              campaign::type_code(campaign::subscriber_confirmed{}),
                              campaign::type_code(campaign::letter_claimed{}),
                              campaign::type_code(campaign::letter_deferred{}),
                              campaign::type_code(campaign::letter_in_doubt{}),
                              campaign::type_code(campaign::letter_accepted{}),
                              campaign::type_code(campaign::letter_failed{}),
                              campaign::type_code(campaign::letter_bounced{}),
                              campaign::type_code(campaign::letter_complained{}),
                              campaign::type_code(campaign::session_erased{}),
                              campaign::type_code(campaign::address_suppressed{}),
                              campaign::type_code(campaign::address_released{})};
  return all;
}

class folding {
 public:
  folding(store::mail_queue_changes& queue, store::suppression_list& suppressed,
          const store::recorded_event& event)
      : queue_(queue), suppressed_(suppressed), event_(event) {}

  result<void> operator()(const campaign::subscriber_added& e) const {
    return asked(e.opt_in ? "confirm" : "welcome");
  }
  result<void> operator()(const campaign::subscriber_confirmed&) const { return asked("welcome"); }
  result<void> operator()(const campaign::letter_claimed& e) const {
    return moved(e.letter, e.kind, phase::claimed, e.attempt, "", event_.at);
  }
  result<void> operator()(const campaign::letter_deferred& e) const {
    return moved(e.letter, e.kind, phase::deferred, e.attempt, e.reason, e.next_at);
  }
  result<void> operator()(const campaign::letter_in_doubt& e) const {
    return moved(e.letter, e.kind, e.next_at ? phase::in_doubt : phase::held, e.attempt, e.reason,
                 e.next_at.value_or(event_.at));
  }
  result<void> operator()(const campaign::letter_accepted& e) const {
    return settled(e.letter, e.kind, phase::sent, "");
  }
  result<void> operator()(const campaign::letter_bounced& e) const {
    return settled(e.letter, "", phase::sent, "bounced " + e.reason);
  }
  result<void> operator()(const campaign::letter_complained& e) const {
    return settled(e.letter, "", phase::sent, "complained");
  }
  result<void> operator()(const campaign::letter_failed& e) const {
    return settled(e.letter, e.kind, phase::failed, e.reason);
  }
  result<void> operator()(const campaign::address_suppressed& e) const {
    return suppressed_.note(e.address, e.reason, event_.offset);
  }
  result<void> operator()(const campaign::address_released& e) const {
    return suppressed_.note(e.address, std::nullopt, event_.offset);
  }
  // A claimed one may still leave a copy behind: the mailer finds the session erased and removes
  // both.
  result<void> operator()(const campaign::session_erased&) const {
    const auto letters = queue_.of_session(event_.stream);
    if (!letters) return std::unexpected(letters.error());
    for (const auto& letter : *letters) {
      auto gone = queue_.update(letter, [](maybe_letter standing) {
        return standing && standing->now == phase::claimed ? standing : std::nullopt;
      });
      if (!gone) return gone;
    }
    return {};
  }
  template <class Other>
  result<void> operator()(const Other&) const {
    return {};
  }

 private:
  [[nodiscard]] result<void> asked(std::string_view kind) const {
    return queue_.update(event_.id, [&](maybe_letter standing) {
      if (!standing)
        standing = {.letter = event_.id,
                    .session = event_.stream,
                    .kind = std::string(kind),
                    .due = event_.at,
                    .seen = event_.version};
      standing->asked_at = event_.at;
      return standing;
    });
  }

  [[nodiscard]] result<void> moved(const event_id& letter, const std::string& kind, phase to,
                                   std::uint64_t attempt, const std::string& reason,
                                   timestamp due) const {
    return queue_.update(letter, [&](maybe_letter standing) {
      if (!standing) standing = {.letter = letter};
      if (standing->seen >= event_.version) return standing;
      standing->session = event_.stream;
      standing->kind = kind;
      standing->now = to;
      standing->attempts = static_cast<std::uint32_t>(attempt);
      standing->due = due;
      standing->reason = reason;
      standing->seen = event_.version;
      return standing;
    });
  }

  /// It stays, so that what comes back, and who tries it again, finds its session.
  [[nodiscard]] result<void> settled(const event_id& letter, const std::string& kind, phase as,
                                     const std::string& reason) const {
    return queue_.update(letter, [&](maybe_letter standing) {
      if (!standing) standing = store::queued_letter{.letter = letter, .kind = kind};
      if (standing->seen >= event_.version) return standing;
      if (standing->now != as) standing->due = event_.at;
      standing->session = event_.stream;
      standing->now = as;
      standing->reason = reason;
      standing->seen = event_.version;
      return standing;
    });
  }

  store::mail_queue_changes& queue_;
  store::suppression_list& suppressed_;
  const store::recorded_event& event_;
};

}  // namespace

result<void> fold(store::mail_queue_changes& queue, store::suppression_list& suppressed,
                  const store::recorded_event& event) {
  const auto known = campaign::decode(event.type, event.schema, event.payload);
  if (!known) return std::unexpected(known.error());
  return std::visit(folding(queue, suppressed, event), *known);
}

mail_queue_sink::mail_queue_sink(store::mail_queue& queue, store::suppression_list& suppressed,
                                 job_queue& readers, std::function<void()> on_change)
    : queue_(queue), suppressed_(suppressed), readers_(readers), on_change_(std::move(on_change)) {}

bool mail_queue_sink::wants(std::uint16_t type) const {
  return std::ranges::find(types(), type) != types().end();
}

event_sink::taken mail_queue_sink::take(const store::recorded_event& event, completion<void> done) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({.event = event, .done = std::move(done)});
    if (std::exchange(folding_, true)) return taken::later;
  }
  fold_next();
  return taken::later;
}

void mail_queue_sink::restore(std::string_view /*state*/) {
  const std::lock_guard lock(mutex_);
  waiting_.clear();
  folding_ = false;
}

void mail_queue_sink::fold_next() {
  if (readers_.post(job_queue::priority::background, [this](unsigned) { fold_waiting(); })) return;
  std::vector<item> turned_away;
  {
    const std::lock_guard lock(mutex_);
    turned_away.swap(waiting_);
    folding_ = false;
  }
  for (auto& one : turned_away)
    one.done(std::unexpected(error{.kind = errc::unavailable,
                                   .code = "overloaded",
                                   .detail = "too many reads wait for the disk",
                                   .field = {}}));
}

void mail_queue_sink::fold_waiting() {
  std::vector<item> batch;
  {
    const std::lock_guard lock(mutex_);
    batch.swap(waiting_);
  }
  std::vector<result<void>> outcomes(batch.size());
  const auto written = queue_.change_all([&](store::mail_queue_changes& changes) -> result<void> {
    for (std::size_t i = 0; i < batch.size(); ++i)
      outcomes[i] = fold(changes, suppressed_, batch[i].event);
    return {};
  });
  for (std::size_t i = 0; i < batch.size(); ++i)
    batch[i].done(written ? std::move(outcomes[i]) : written);
  if (written) on_change_();
  {
    const std::lock_guard lock(mutex_);
    folding_ = !waiting_.empty();
    if (!folding_) return;
  }
  fold_next();
}

}  // namespace chant::actors
