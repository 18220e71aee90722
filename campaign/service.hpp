// The door of the domain: how the HTTP front and the pools ask something of a session without
// knowing who keeps it. Implemented in actors/.
#pragma once

#include "base/result.hpp"
#include "campaign/commands.hpp"
#include "campaign/ids.hpp"
#include "campaign/session.hpp"

#include <cstdint>

namespace chant::campaign {

/// A command was carried out, durably.
struct outcome {
  session state;         ///< after the command
  bool changed = false;  ///< false: it had been done before, or changed nothing
};

struct tally {
  std::uint64_t sessions = 0;
  std::uint64_t artworks = 0;
  std::uint64_t subscribers = 0;
};

/// Thread-safe. Completions come exactly once, on a thread of the implementation's choosing, with
/// errc::unavailable when overloaded or draining and errc::timeout when the outcome is unknown.
class service {
 public:
  virtual ~service() = default;
  virtual void submit(const session_id& to, command c, completion<outcome> done) = 0;
  /// The session's state, personal fields readable; errc::not_found if it was never opened.
  virtual void view(const session_id& of, completion<session> done) = 0;
  /// Counts as of the last committed event, cheap enough for every request.
  [[nodiscard]] virtual tally counts() const = 0;
};

}  // namespace chant::campaign
