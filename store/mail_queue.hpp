// The letters that are asked for and not yet settled, by the moment they are due: what the mailer
// looks at instead of the log; and those that were, so that what comes back, and staff who try one
// again, find its session.
// A projection: lost, it is folded again.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::store {

/// One letter on its way.
struct queued_letter {
  enum class phase : std::uint8_t {
    waiting,   ///< never tried
    deferred,  ///< tried again when due
    in_doubt,  ///< perhaps delivered; tried again when due
    claimed,   ///< being handed over, or its mailer died
    held,      ///< perhaps delivered; staff decide
    sent,      ///< the relay has it; due is when it took it
    failed,    ///< given up, and when; staff may try it again
  };
  static constexpr std::size_t phases = 7;

  /// The mailer has nothing to do with it any more.
  [[nodiscard]] bool settled() const { return now >= phase::sent; }

  campaign::event_id letter;  ///< the event that asked for it
  campaign::session_id session = {};
  std::string kind = {};  ///< welcome or confirm
  phase now = phase::waiting;
  std::uint32_t attempts = 0;
  timestamp asked_at{};                ///< zero: not known yet
  timestamp due{};                     ///< means nothing when held
  std::string reason = {};             ///< of the last attempt that came to nothing
  campaign::stream_version seen = {};  ///< of the last event folded in

  friend bool operator==(const queued_letter&, const queued_letter&) = default;
};

/// Their names in JSON and on the command line.
[[nodiscard]] std::string_view to_text(queued_letter::phase p);
[[nodiscard]] std::optional<queued_letter::phase> parse_phase(std::string_view text);

class mail_queue_changes;

/// Thread-safe; every call may wait for the disk, but for counts(). Errors: errc::io.
class mail_queue {
 public:
  /// Where a list goes on: after this letter.
  struct place {
    timestamp due{};
    campaign::event_id letter;
  };
  using counts_by_phase = std::array<std::uint64_t, queued_letter::phases>;
  /// Gets what stands there and says what is to stand there; nothing: no letter.
  using change = std::function<std::optional<queued_letter>(std::optional<queued_letter> standing)>;

  virtual ~mail_queue() = default;

  /// Reads, changes and writes; no other change comes between. A crash of the process keeps it.
  [[nodiscard]] result<void> update(const campaign::event_id& letter, const change& how);
  /// The same for as many letters as `how` likes, all of it written at once; nothing if it fails.
  [[nodiscard]] result<void> change_all(
      const std::function<result<void>(mail_queue_changes&)>& how);
  /// Lets go of those that were sent or failed before then, at most so many, the longest settled
  /// first. Returns how many.
  [[nodiscard]] result<std::size_t> forget_settled(timestamp before, std::size_t limit);

  [[nodiscard]] virtual result<std::optional<queued_letter>> find(
      const campaign::event_id& letter) const = 0;
  /// Those of the first three phases that are due by then, the longest overdue first.
  [[nodiscard]] virtual result<std::vector<queued_letter>> due(timestamp by,
                                                               std::size_t limit) const = 0;
  /// Those of one phase, by due and letter.
  [[nodiscard]] virtual result<std::vector<queued_letter>> list(queued_letter::phase of,
                                                                const std::optional<place>& after,
                                                                std::size_t limit) const = 0;
  [[nodiscard]] virtual result<std::vector<campaign::event_id>> of_session(
      const campaign::session_id& session) const = 0;
  /// Never waits.
  [[nodiscard]] virtual counts_by_phase counts() const = 0;

 protected:
  struct changed {
    std::optional<queued_letter> before;  ///< as it stands in the queue
    std::optional<queued_letter> after;
  };
  using changed_letters = std::map<campaign::event_id, changed>;

 private:
  friend class mail_queue_changes;
  /// All or nothing. One call at a time.
  [[nodiscard]] virtual result<void> write(const changed_letters& all) = 0;

  std::mutex changing_;
};

}  // namespace chant::store
