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
  event_id asked_by;  ///< the subscriber_added event; names the welcome letter
  personal_text email;
  std::optional<personal_text> name;
  std::string language;
  age_band age = age_band::adult;

  friend bool operator==(const subscriber&, const subscriber&) = default;
};

struct letter {
  enum class state : std::uint8_t { accepted, failed };

  event_id asked_by;
  std::string kind;
  state status = state::accepted;

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
  std::vector<letter> letters;    ///< in the order they were settled; at most one a subscription
  std::vector<take> takes;        ///< kept, oldest first; at most rules.takes_per_session_max
  std::uint32_t takes_begun = 0;  ///< take_begun events so far
  bool in_draw = false;
  bool erased = false;  ///< nothing but version, language, country and begun counts is left

  [[nodiscard]] bool opened() const { return version.value() > 0; }
  friend bool operator==(const session&, const session&) = default;
};

/// What deciding may look at besides the state: the campaign as configured. Owned by the node,
/// immutable, outlives every session.
struct terms {
  campaign::catalogue catalogue;
  campaign::rules rules;
  std::string revision;              ///< of the campaign, recorded in artwork_ordered
  std::string consent_text_version;  ///< of the consent wordings now shown
  bool open = true;                  ///< false: the campaign takes no new sessions
};

/// Folds one event into the state. Total: replay never fails. `id` is the event's own id.
[[nodiscard]] session apply(session state, const event_id& id, const event& e);

/// Judges a command. Returns the events it causes (none: nothing to change; at most 4, or 3 and one
/// for each recording whose consent goes) or the reason why not: errc::refused with a code of
/// rule_codes.hpp; errc::not_found with "session_unknown"; errc::gone with "gone" after an erase;
/// errc::malformed with "text_too_long", "text_malformed" or "country_malformed".
[[nodiscard]] result<std::vector<event>> decide(const session& state, const command& c,
                                                const terms& t);

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
