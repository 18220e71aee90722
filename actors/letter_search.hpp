// Looks up in the mail queue what the mailer takes up next: what a mailer that died left claimed,
// and what is due.
#pragma once

#include "actors/consumer_status.hpp"
#include "actors/job_queue.hpp"
#include "campaign/ids.hpp"
#include "store/mail_queue.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace chant::actors {

struct mailer_found;

struct letter_search_options {
  /// Of one second each, between two looks for claims that nobody follows up.
  std::uint32_t sweep_ticks = 60;
  /// A claim older than this is nobody's any more. Longer than a relay may take for one letter.
  std::chrono::seconds claim_lasts{30 * 60};
};

/// One caller at a time, and one question at a time. Queue, status and readers outlive it.
class letter_search {
 public:
  using letters = std::vector<store::queued_letter>;

  /// `folded_before_start`: what stood in the log when the mailer started. `tell` is called on a
  /// reader's thread with what was found.
  letter_search(const store::mail_queue& queue, const consumer_status& folding, job_queue& readers,
                const letter_search_options& options, campaign::log_offset folded_before_start,
                std::function<void(mailer_found)> tell);

  /// The log has changed since what is due was asked for.
  void note_change() { changed_ = true; }
  [[nodiscard]] bool changed() const { return changed_; }

  /// Whether an answer is still to come. One that has not come for long is given up.
  [[nodiscard]] bool asking() const { return asking_; }
  void give_up_lost(std::uint32_t tick);

  /// Claims that nobody follows up are to be looked for before anything else.
  [[nodiscard]] bool sweep_is_due(std::uint32_t tick) const;
  void ask_for_orphans(std::uint32_t tick);
  void ask_for_due(timestamp by, std::size_t limit, std::uint32_t tick);

  /// Whether this is the answer that was waited for; it is, once.
  [[nodiscard]] bool expects(const mailer_found& answer);
  [[nodiscard]] bool sweeping() const { return sweeping_; }
  /// Of a page of claimed letters those whose mailer is no more. The last page ends the sweep.
  [[nodiscard]] letters orphans_in(const letters& claimed, timestamp now, std::uint32_t tick);
  /// The first sweep is over: all that an earlier mailer left is taken up.
  [[nodiscard]] bool started() const { return started_; }

  /// Due, and not yet taken up.
  std::deque<store::queued_letter> found = {};

 private:
  void post(std::uint32_t tick, std::function<mailer_found()> look);

  const store::mail_queue& queue_;
  const consumer_status& folding_;
  job_queue& readers_;
  const letter_search_options options_;
  const campaign::log_offset folded_before_start_;
  const std::function<void(mailer_found)> tell_;

  std::uint64_t looks_ = 0;
  bool asking_ = false;
  std::uint32_t asked_at_ = 0;
  bool changed_ = false;
  bool started_ = false;
  bool sweeping_ = false;
  std::uint32_t swept_at_ = 0;
  std::optional<store::mail_queue::place> swept_to_;
};

}  // namespace chant::actors
