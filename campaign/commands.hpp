// What can be asked of a session. Commands carry everything that depends on chance or on the
// outside world, so that deciding needs nothing else.
#pragma once

#include "campaign/events.hpp"
#include "campaign/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chant::campaign {

/// From the fan: this browser takes part. Repeating it changes nothing.
struct open_session {
  std::string language;
  std::string country;  ///< ISO 3166-1 alpha-2 or empty
};

/// From the fan: draw my cover. The same team, name and language again is the same artwork.
struct order_artwork {
  share_id share;  ///< used if a new artwork comes of it
  std::string team;
  std::string name;
  std::string language;  ///< empty: the session's
};

/// From the renderer pool: the artwork is drawn, or its name cannot be.
struct record_artwork {
  share_id share;
  std::string renderer;
  std::uint64_t strip_bytes = 0;
  std::vector<std::uint32_t> undrawable;  ///< not empty: refused
};

/// From the fan: write to me, under these consents; what is false is withdrawn.
struct subscribe {
  std::string email;
  std::optional<std::string> name;
  std::string language;  ///< empty: the session's
  age_band age = age_band::adult;
  bool terms = false;
  bool newsletter = false;
  bool recording = false;
};

/// From the mailer pool: what became of a letter.
struct record_letter {
  event_id letter;
  std::string kind;
  bool accepted = false;
  std::string word;  ///< queue id when accepted, reason when not
};

using command = std::variant<open_session, order_artwork, record_artwork, subscribe, record_letter>;

}  // namespace chant::campaign
