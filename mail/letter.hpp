// The welcome letter: one message, in the fan's language, as text and as HTML with the artwork in
// it.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "campaign/texts.hpp"

#include <optional>
#include <string>

namespace chant::mail {

/// Everything one letter depends on: the same order makes the same bytes, so a letter sent twice is
/// the same letter.
struct letter_order {
  campaign::event_id asked_by;  ///< the event that asked for it; names its Message-ID
  timestamp date;               ///< when that event was committed
  std::string from_name;
  std::string from_address;
  std::string to_address;
  std::string to_name;   ///< empty: unknown
  std::string language;  ///< BCP 47 tag; texts in the default language where it has none
  std::string artist;
  std::string song;
  std::string site_url;
  std::string unsubscribe_url;  ///< one-click endpoint (RFC 8058); empty: none yet

  struct artwork {
    std::string name;  ///< on the cover
    std::string team;  ///< its name in the letter's language
    std::string share_url;
    std::string jpeg;  ///< the cover, 2 MiB at most
  };
  std::optional<artwork> cover;  ///< nothing: the letter invites the fan to make one
};

/// A complete message with CRLF line ends, ready for a transport.
/// errc::refused: "address_invalid", "header_unsafe", "header_too_long"; errc::too_large:
/// "picture_too_large".
[[nodiscard]] result<std::string> compose(const letter_order& order, const campaign::texts& texts);

}  // namespace chant::mail
