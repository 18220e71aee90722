// What relays and providers report after they have taken a letter: it came back, or was not wanted.
// Implemented in actors/.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"

#include <cstdint>
#include <string>

namespace chant::campaign {

struct returned_letter {
  enum class kind : std::uint8_t {
    hard,       ///< the address does not exist
    soft,       ///< this letter did not arrive; another may
    complaint,  ///< the reader calls it unwanted
  };

  event_id letter;
  kind what = kind::soft;
  std::string code;  ///< enhanced status code; empty for a complaint
};

/// Thread-safe.
class letter_returns {
 public:
  virtual ~letter_returns() = default;
  /// Records it and, after a hard bounce or a complaint, sends nothing to the address any more.
  /// Telling the same again changes nothing. `done` comes once, on any thread: durable;
  /// errc::not_found, "letter_unknown", where no letter of that id was sent, or its fan is gone.
  virtual void report(returned_letter what, completion<void> done) = 0;
};

}  // namespace chant::campaign
