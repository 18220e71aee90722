// What a campaign has kept for long enough, told from its log: sessions that nobody came back to,
// recordings, copies of letters.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "store/event_log.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace chant::actors {

/// For how many days a campaign keeps things; 0: for ever.
struct retention_limits {
  std::uint32_t sessions_days = 0;  ///< since the fan last did something
  std::uint32_t takes_days = 0;     ///< since the recording came
  std::uint32_t letters_days = 0;   ///< since the letter was asked for; of copies in the outbox
};

/// What is due.
struct retention_plan {
  std::vector<campaign::session_id> sessions;
  std::vector<std::pair<campaign::session_id, campaign::take_id>> takes;  ///< of other sessions
  std::vector<campaign::event_id> letters;                                ///< copies that are there

  [[nodiscard]] std::size_t size() const { return sessions.size() + takes.size() + letters.size(); }
};

/// Reads the log from its beginning: some seconds for millions of events, about 100 bytes of memory
/// a session meanwhile. Time is that of what the fan did, not of what followed from it. The errors
/// of the log.
[[nodiscard]] result<retention_plan> plan_retention(
    const store::event_log& log, const retention_limits& limits, timestamp now,
    const std::function<bool(const campaign::event_id&)>& letter_is_kept);

}  // namespace chant::actors
