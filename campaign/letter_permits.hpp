// What the links of a letter permit its reader, as texts that nobody else can make.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chant::campaign {

enum class letter_act : std::uint8_t { unsubscribe, confirm, erase };

/// Whoever has the letter may do this one thing for this one fan: it asks for no session and no
/// cookie, so it works in any browser, and for mail programs too (RFC 8058).
struct letter_permit {
  letter_act act = letter_act::unsubscribe;
  session_id session;
  event_id letter;
  std::string language;  ///< the letter's, for the page behind the link; 35 bytes at most
  std::optional<timestamp> expires = std::nullopt;  ///< nothing: never

  friend bool operator==(const letter_permit&, const letter_permit&) = default;
};

// Whoever gets our letters may always end them, and a mailbox keeps letters for years: no end. A
// confirmation answers a question just asked; later the address may be somebody else's. An erase
// cannot be undone, and old letters lie about in backups and shared mailboxes: a season, after
// which the fan's own page does it.
inline constexpr std::chrono::days confirm_lasts{7};
inline constexpr std::chrono::days erase_lasts{90};

/// The permit that a letter asked for at `asked_at` gives; the same each time the letter is
/// written.
[[nodiscard]] letter_permit permit_for(letter_act act, const session_id& session,
                                       const event_id& letter, std::string language,
                                       timestamp asked_at);

/// Makes permits and knows its own. Thread-safe.
class letter_permits {
 public:
  virtual ~letter_permits() = default;
  /// A text of [A-Za-z0-9_-] for a URL that shows nothing of what it holds; the same for the same
  /// permit.
  [[nodiscard]] virtual std::string seal(const letter_permit& permit) const = 0;
  /// errc::not_found "link_unknown" when it was not made here, or for another act. Whether it has
  /// expired is for the caller to see.
  [[nodiscard]] virtual result<letter_permit> open(letter_act act,
                                                   std::string_view token) const = 0;
};

}  // namespace chant::campaign
