// What the actors need of letters, as ports: app/ implements them over mail/.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/gallery.hpp"
#include "campaign/ids.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace chant::actors {

/// One letter to write.
struct letter_order {
  campaign::event_id asked_by;  ///< names the letter: the same again is the same letter
  campaign::session_id session;
  std::string kind;  ///< welcome or confirm
  timestamp asked_at;
  std::string language;
  std::string email;
  std::optional<std::string> name;

  struct artwork {
    campaign::exhibit what;
    std::string jpeg;  ///< the cover
  };
  std::optional<artwork> latest;  ///< the fan's latest, if there is one
};

/// Ready for a relay.
struct written_letter {
  std::string from;  ///< bare address of the envelope
  std::string message;
};

/// Composes and signs. Used by one thread, the one that made it; may block.
class letter_writer {
 public:
  virtual ~letter_writer() = default;
  /// An error whose kind is_passing() means: try again later; any other: this letter can never be
  /// written, for the reason that the code says.
  [[nodiscard]] virtual result<written_letter> write(const letter_order& order) = 0;
};

/// Removes the copy of the letter that this event asked for, if one is kept. Thread-safe; blocks.
using letter_eraser = std::function<result<void>(const campaign::event_id& asked_by)>;

/// Called on each mailing thread before its first letter. Thread-safe.
using letter_writer_factory = std::function<result<std::unique_ptr<letter_writer>>()>;

}  // namespace chant::actors
