// All that is known of one fan, told from the beginning: what a fan, or the staff in their name,
// may ask for. Implemented in actors/.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/events.hpp"
#include "campaign/ids.hpp"
#include "campaign/session.hpp"

#include <cstddef>
#include <vector>

namespace chant::campaign {

/// An event with its personal fields opened.
struct told_event {
  event_id id;
  timestamp at;
  event what;
};

/// Everything that happened in one session, in order, and what came of it.
struct history {
  session_id of;
  std::vector<told_event> events;
  session state;
};

/// Thread-safe. Completions come exactly once, on a thread of the implementation's choosing.
class chronicle {
 public:
  /// More than the rules of any campaign let a session have (rules.json): a stream is told whole.
  static constexpr std::size_t events_at_most = 10'000;

  virtual ~chronicle() = default;
  /// errc::not_found "session_not_found"; errc::gone "gone" after an erase; errc::too_large
  /// "session_too_long"; errc::unavailable "overloaded"; the errors of log and keys.
  virtual void tell(const session_id& of, completion<history> done) = 0;
};

}  // namespace chant::campaign
