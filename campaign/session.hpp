// One fan's session: what has happened (apply) and what may happen next (decide). Pure: no clock,
// no chance, no I/O; the whole funnel is tested without a server.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/catalogue.hpp"
#include "campaign/commands.hpp"
#include "campaign/events.hpp"
#include "campaign/ids.hpp"
#include "campaign/rules.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::campaign {

struct artwork {
  enum class state : std::uint8_t { ordered, rendered, refused };

  share_id share;
  std::string team;
  personal_text name;
  std::string language;
  state status = state::ordered;
  std::vector<std::uint32_t> undrawable;  ///< code points, when refused

  friend bool operator==(const artwork&, const artwork&) = default;
};

struct subscriber {
  enum class state : std::uint8_t {
    pending,    ///< has not yet followed the link in the confirming letter
    confirmed,  ///< may be written to
    removed,    ///< must not be written to
  };

  event_id asked_by;  ///< the subscriber_added event; names its letter
  personal_text email;
  std::optional<personal_text> name;
  std::string language;
  age_band age = age_band::adult;
  state status = state::confirmed;
  /// Earlier subscriber_added events that asked this address to be confirmed, oldest first.
  std::vector<event_id> asked_before = {};

  friend bool operator==(const subscriber&, const subscriber&) = default;
};

/// What became of a letter so far. One that was asked for and never claimed is not here.
struct letter {
  enum class state : std::uint8_t {
    claimed,     ///< being handed over; in doubt if nobody is at it any more
    deferred,    ///< tried again at next_at
    in_doubt,    ///< perhaps delivered; tried again at next_at, or held
    accepted,    ///< the relay has it
    failed,      ///< will not be sent
    bounced,     ///< came back
    complained,  ///< unwanted
  };

  event_id asked_by;
  std::string kind;  ///< welcome or confirm
  state status = state::claimed;
  std::uint32_t attempts = 0;
  std::optional<timestamp> next_at = {};  ///< of what is tried again

  /// No mailer has to do with it any more.
  [[nodiscard]] bool settled() const { return status >= state::accepted; }
  /// Perhaps delivered, and not tried again before staff have decided.
  [[nodiscard]] bool held() const { return status == state::in_doubt && !next_at; }
  friend bool operator==(const letter&, const letter&) = default;
};

/// A recording of the fan's voice.
struct take {
  enum class state : std::uint8_t { begun, uploaded };

  take_id id;
  state status = state::begun;
  std::string media_type;
  std::uint64_t size_bytes = 0;
  std::string tier;

  friend bool operator==(const take&, const take&) = default;
};

/// State folded from the events of one stream, in order.
struct session {
  stream_version version;  ///< of the last applied event; 0: never opened
  std::string language;
  std::string country;
  std::vector<artwork> artworks;  ///< oldest first; at most rules.artworks_per_session_max
  std::optional<subscriber> subscribed;
  std::uint32_t subscriptions = 0;    ///< subscriber_added events so far
  std::vector<std::string> consents;  ///< purposes given and not withdrawn, sorted
  std::vector<letter> letters;        ///< in the order they were first claimed
  std::uint32_t letters_asked = 0;    ///< subscriber_added and subscriber_confirmed events so far
  std::vector<take> takes;            ///< kept, oldest first; at most rules.takes_per_session_max
  std::uint32_t takes_begun = 0;      ///< take_begun events so far
  bool in_draw = false;
  bool erased = false;  ///< nothing but version, language, country and begun counts is left

  [[nodiscard]] bool opened() const { return version.value() > 0; }
  friend bool operator==(const session&, const session&) = default;
};

/// How letters are tried again. Full jitter: a delay is drawn evenly between nothing and a bound
/// that doubles from attempt to attempt (M. Brooker, "Exponential Backoff And Jitter", 2015).
struct letter_policy {
  std::chrono::seconds first_wait{60};
  std::chrono::seconds longest_wait{4 * 3600};
  std::chrono::seconds expire_after{24 * 3600};  ///< since it was asked for
  bool retry_in_doubt = true;  ///< false: what is in doubt is held until staff decide
};

/// What deciding may look at besides the state: the campaign as configured. Owned by the node,
/// immutable, outlives every session.
struct terms {
  campaign::catalogue catalogue;
  campaign::rules rules;
  std::string revision;              ///< of the campaign, recorded in artwork_ordered
  std::string consent_text_version;  ///< of the consent wordings now shown
  letter_policy letters = {};
  bool open = true;  ///< false: the campaign takes no new sessions
};

/// Folds one event into the state. Total: replay never fails. `id` is the event's own id.
[[nodiscard]] session apply(session state, const event_id& id, const event& e);

/// Judges a command. Returns the events it causes (none: nothing to change; at most 4, and one for
/// each recording whose consent goes) or the reason why not: errc::refused with a code of
/// rule_codes.hpp; errc::not_found with "session_unknown"; errc::gone with "gone" after an erase;
/// errc::malformed with "text_too_long", "text_malformed" or "country_malformed".
[[nodiscard]] result<std::vector<event>> decide(const session& state, const command& c,
                                                const terms& t);

/// Their names in JSON and snapshots.
[[nodiscard]] std::string_view to_text(artwork::state s);
[[nodiscard]] std::string_view to_text(subscriber::state s);
[[nodiscard]] std::string_view to_text(letter::state s);
[[nodiscard]] std::string_view to_text(take::state s);

/// The letter that this event asked for, or nullptr.
[[nodiscard]] const letter* find_letter(const session& state, const event_id& asked_by);

/// Whether the letter that this event asked for confirms the address as it is now.
[[nodiscard]] bool confirms(const subscriber& s, const event_id& asked_by);

/// The artwork of that share id, or nullptr.
[[nodiscard]] const artwork* find_artwork(const session& state, const share_id& share);

/// The recording of that id, or nullptr.
[[nodiscard]] const take* find_take(const session& state, const take_id& id);

/// The artwork with that team, that name as check_name() keeps it, and that language, or nullptr.
[[nodiscard]] const artwork* same_artwork(const session& state, std::string_view team,
                                          std::string_view name, std::string_view language);

/// The artwork the order leads to, once it is carried out: made by it or long there. nullptr if the
/// order was not carried out.
[[nodiscard]] const artwork* artwork_of(const session& state, const order_artwork& order,
                                        const terms& t);

}  // namespace chant::campaign
