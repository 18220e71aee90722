// What the actors need of letters, as a port: app/ implements it over mail/.
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

/// One welcome letter to write.
struct letter_order {
  campaign::event_id asked_by;  ///< names the letter: the same again is the same letter
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

/// What became of it.
struct letter_fate {
  bool accepted = false;
  std::string word;  ///< queue id when accepted, reason when it will never be
};

/// Composes and delivers. Used by one thread, the one that made it; may block for long.
class letter_writer {
 public:
  virtual ~letter_writer() = default;
  /// An error whose kind is_passing() means: try again later.
  [[nodiscard]] virtual result<letter_fate> deliver(const letter_order& order) = 0;
};

/// Removes the copy of the letter that this event asked for, if one is kept. Thread-safe; blocks.
using letter_eraser = std::function<result<void>(const campaign::event_id& asked_by)>;

/// Called on each mailing thread before its first letter. Thread-safe.
using letter_writer_factory = std::function<result<std::unique_ptr<letter_writer>>()>;

}  // namespace chant::actors
