// The letters the mailer is at work on, each with how far it has come, and those it is done with
// before the queue knows.
#pragma once

#include "actors/letter_writer.hpp"
#include "campaign/commands.hpp"
#include "store/mail_queue.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chant::actors {

/// One letter from the queue to its record.
struct letter_work {
  enum class step : std::uint8_t {
    opening,
    writing,
    ready,
    claiming,
    at_relay,
    recording,
    postponing,
    clearing,
  };

  store::queued_letter letter;
  std::uint64_t number = 0;  ///< answers to an earlier one are not for it
  step at = step::opening;
  std::uint32_t since = 0;  ///< tick at which it was begun
  std::uint32_t failures = 0;
  bool orphan = false;  ///< of a mailer that died
  bool copied = false;  ///< the relay may have kept a copy
  letter_order order;
  written_letter text;
  std::string domain;
  bool has_place = false;  ///< of the domain's
  timestamp sent_at{};
  campaign::record_letter fate;

  /// As the log says, or the queue; `now` where neither was looked at.
  [[nodiscard]] timestamp asked_at(timestamp now) const;
  /// In the hands of a thread that may die with it.
  [[nodiscard]] bool may_be_lost() const;
  /// A crash now would leave it in doubt.
  [[nodiscard]] bool claimed() const;
};

/// One caller at a time. References stay good until the letter is dropped or recorded.
class letter_hand {
 public:
  using step = letter_work::step;

  letter_work& take_up(const store::queued_letter& letter, std::uint32_t tick);
  /// The letter of that number at that step, or null: then the answer is for nobody.
  [[nodiscard]] letter_work* find(std::uint64_t number);
  [[nodiscard]] letter_work* find(std::uint64_t number, step at);
  /// The one that has been ready the longest, or null.
  [[nodiscard]] letter_work* next_ready();
  /// Those a thread has had since `ticks` ago or longer.
  [[nodiscard]] std::vector<std::uint64_t> lost(std::uint32_t tick, std::uint32_t ticks) const;

  [[nodiscard]] std::size_t size() const { return work_.size(); }
  [[nodiscard]] std::size_t claimed() const;

  /// Out of the hand: the queue says when it comes again.
  void drop(const letter_work& w);
  /// Out of the hand, but known until the queue is folded up to `head`: till then it tells old
  /// news.
  void recorded(const letter_work& w, campaign::log_offset head);
  void forget_folded(std::uint64_t folded);

  /// In the hand, or recorded and not yet folded.
  [[nodiscard]] bool knows(const campaign::event_id& letter) const {
    return known_.contains(letter);
  }
  [[nodiscard]] std::size_t known() const { return known_.size(); }
  [[nodiscard]] std::size_t unfolded() const { return unfolded_.size(); }

 private:
  std::uint64_t next_number_ = 1;
  std::map<std::uint64_t, letter_work> work_;  ///< by number: the oldest first
  /// The number of each letter in the hand; 0: recorded, and not yet folded into the queue.
  std::map<campaign::event_id, std::uint64_t> known_;
  /// Recorded letters with the head of the log at that moment.
  std::deque<std::pair<campaign::log_offset, campaign::event_id>> unfolded_;
};

}  // namespace chant::actors
