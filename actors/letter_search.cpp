#include "actors/letter_search.hpp"

#include "actors/mailer_messages.hpp"

#include <utility>

namespace chant::actors {
namespace {

using phase = store::queued_letter::phase;

constexpr std::size_t letters_per_page = 256;
constexpr std::uint32_t look_ticks = 30;  // then the job that looked was lost

}  // namespace

letter_search::letter_search(const store::mail_queue& queue, const consumer_status& folding,
                             job_queue& readers, const letter_search_options& options,
                             campaign::log_offset folded_before_start,
                             std::function<void(mailer_found)> tell)
    : queue_(queue),
      folding_(folding),
      readers_(readers),
      options_(options),
      folded_before_start_(folded_before_start),
      tell_(std::move(tell)) {}

void letter_search::give_up_lost(std::uint32_t tick) {
  if (asking_ && tick - asked_at_ >= look_ticks) asking_ = false;
}

bool letter_search::sweep_is_due(std::uint32_t tick) const {
  return !started_ || sweeping_ || tick - swept_at_ >= options_.sweep_ticks;
}

// What the queue calls claimed, once it has all that stood in the log when this mailer started, was
// claimed by one that is no more. Later on the age of a claim tells.
void letter_search::ask_for_orphans(std::uint32_t tick) {
  if (folding_.checkpoint() < folded_before_start_.value()) return;
  sweeping_ = true;
  post(tick, [&queue = queue_, look = ++looks_, after = swept_to_] {
    return mailer_found{.look = look,
                        .letters = queue.list(phase::claimed, after, letters_per_page),
                        .first_sent = queue.list(phase::sent, {}, 1)};
  });
}

void letter_search::ask_for_due(timestamp by, std::size_t limit, std::uint32_t tick) {
  changed_ = false;
  post(tick, [&queue = queue_, look = ++looks_, by, limit] {
    return mailer_found{.look = look, .letters = queue.due(by, limit)};
  });
}

void letter_search::post(std::uint32_t tick, std::function<mailer_found()> look) {
  asked_at_ = tick;
  asking_ = readers_.post(job_queue::priority::background,
                          [look = std::move(look), tell = tell_](unsigned) { tell(look()); });
}

bool letter_search::expects(const mailer_found& answer) {
  return answer.look == looks_ && std::exchange(asking_, false);
}

letter_search::letters letter_search::orphans_in(const letters& claimed, timestamp now,
                                                 std::uint32_t tick) {
  const auto before = now - (started_ ? options_.claim_lasts : std::chrono::seconds(0));
  letters orphans;
  bool all = claimed.size() < letters_per_page;
  for (const auto& letter : claimed) {
    swept_to_ = {.due = letter.due, .letter = letter.letter};
    if (letter.due > before) {
      all = true;  // the rest is younger still
      break;
    }
    orphans.push_back(letter);
  }
  if (all) {
    started_ = true;
    sweeping_ = false;
    swept_at_ = tick;
    swept_to_.reset();
  }
  return orphans;
}

}  // namespace chant::actors
