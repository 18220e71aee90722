// A letter to a fan: one message in their language, as text and as HTML with the artwork in it.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "campaign/texts.hpp"
#include "mail/letter_colours.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace chant::mail {

enum class letter_kind : std::uint8_t {
  welcome,  ///< the fan is in: here is the cover
  confirm   ///< double opt-in: is this your address?
};

/// "welcome", "confirm": in texts' keys and in events.
[[nodiscard]] std::string_view name_of(letter_kind kind);
/// Nothing for a kind that is not known here.
[[nodiscard]] std::optional<letter_kind> parse_letter_kind(std::string_view name);

/// Everything one letter depends on: the same order makes the same bytes, so a letter sent twice is
/// the same letter.
struct letter_order {
  campaign::event_id asked_by;  ///< the event that asked for it; names its Message-ID
  letter_kind kind = letter_kind::welcome;
  timestamp date;  ///< when that event was committed
  std::string from_name;
  std::string from_address;
  std::string to_address;
  std::string to_name;   ///< empty: unknown
  std::string language;  ///< BCP 47 tag; texts in the default language where it has none
  std::string artist;
  std::string song;
  std::string imprint;  ///< who writes, and where they are to be found; empty: not said
  letter_colours colours;

  std::string site_url;         ///< where an invitation leads
  std::string privacy_url;      ///< what is kept and why; this and the next two: empty, left out
  std::string unsubscribe_url;  ///< one-click endpoint (RFC 8058)
  std::string erase_url;        ///< the page that erases the fan
  std::string confirm_url;      ///< where a letter of confirmation leads

  struct artwork {
    std::string name;  ///< on the cover
    std::string team;  ///< its name in the letter's language
    std::string share_url;
    std::string jpeg;  ///< the cover, 2 MiB at most
  };
  std::optional<artwork> cover;  ///< nothing: a welcome letter invites the fan to make one
};

/// A complete message with CRLF line ends, ready for a transport.
/// errc::refused: "address_invalid", "header_unsafe", "header_too_long"; errc::too_large:
/// "picture_too_large".
[[nodiscard]] result<std::string> compose(const letter_order& order, const campaign::texts& texts);

}  // namespace chant::mail
