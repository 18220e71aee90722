// What can be asked of a session. Commands carry everything that depends on chance or on the
// outside world, so that deciding needs nothing else.
#pragma once

#include "base/clock.hpp"
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

/// The wording of a consent as a page showed it, known to the server by its digest.
struct shown_wording {
  std::string version;
  std::string language;
  std::string sha256;  ///< of the text, 64 hexadecimal digits

  friend bool operator==(const shown_wording&, const shown_wording&) = default;
};

/// What stood beside each consent, where the page has said so.
struct shown_wordings {
  std::optional<shown_wording> terms = {};
  std::optional<shown_wording> newsletter = {};
  std::optional<shown_wording> recording = {};
};

/// What a fan says about each consent: true gives it, false takes it back, nothing leaves it.
struct consent_wishes {
  std::optional<bool> terms = {};
  std::optional<bool> newsletter = {};
  std::optional<bool> recording = {};
  shown_wordings shown = {};
};

/// From the fan: write to me, under these consents; the terms must be accepted here.
struct subscribe {
  std::string email;
  std::optional<std::string> name;
  std::string language;  ///< empty: the session's
  age_band age = age_band::adult;
  consent_wishes consents;
};

/// From the fan: this is what I consent to now. Recordings go when their consent is taken back.
struct set_consents {
  consent_wishes consents;
};

/// From the fan: I take part in the prize draw.
struct enter_draw {};

/// From the fan: here comes a recording. Sent when its place on the disk is there.
struct begin_take {
  take_id take;
  std::string media_type;  ///< as the browser calls it
  std::uint64_t size_bytes = 0;
  std::string tier;     ///< A, B, C or empty
  std::string consent;  ///< id of the consent text that was shown; the recording is consented to
  std::optional<shown_wording> shown = {};  ///< that text, where the id is the digest of one
};

/// From the uploads: every byte of the recording is durable.
struct finish_take {
  take_id take;
  std::uint64_t size_bytes = 0;
  std::string sha256;                         ///< 64 hexadecimal digits
  std::string media_type;                     ///< by its first bytes
  std::optional<std::string> timing;          ///< a JSON object of what the browser measured
  std::optional<std::string> sha256_by = {};  ///< "client", or nothing: made of the bytes stored
};

/// From the fan or the uploads: the recording is given up. Dropping what is not there is no error.
struct drop_take {
  take_id take;
  std::string reason;  ///< by_fan, expired or refused
};

/// Forget me. Final: the session takes no other command afterwards.
struct erase {
  std::string reason;  ///< by_fan, by_staff or retention
};

/// From the fan: yes, the address is mine. `asked_by` is the subscription that the letter named.
struct confirm_subscription {
  event_id asked_by;
};

/// From the fan, a relay or the staff: no letters any more. Doing it again changes nothing.
struct unsubscribe {
  std::string reason;  ///< by_link, by_fan, by_staff
};

/// From the mailer pool, before a letter is handed over. The outcome's state says whether it may
/// be: claimed. A claim that finds the letter claimed is of a mailer whose predecessor died: in
/// doubt.
struct claim_letter {
  event_id letter;
  std::string kind;
  timestamp now;
  double chance = 0;  ///< in [0, 1), for the delay if it is in doubt
};

/// From the mailer pool: what became of a letter that was claimed.
struct record_letter {
  enum class fate : std::uint8_t { accepted, deferred, failed, in_doubt };

  event_id letter;
  std::string kind;
  fate what = fate::accepted;
  std::string word;       ///< queue id when accepted, else the relay's code or a machine word
  bool of_relay = false;  ///< the relay's own trouble: the letter does not expire by it
  timestamp asked_at{};   ///< time of the event that asked for it
  timestamp now{};
  double chance = 0;  ///< in [0, 1), for the delay
};

/// From the staff: try the letter now, whatever held it.
struct retry_letter {
  event_id letter;
  timestamp now;
};

/// From the staff: the letter is not to be sent.
struct drop_letter {
  event_id letter;
  std::string kind;
};

/// From relays and providers: the letter came back.
struct record_bounce {
  event_id letter;
  std::string reason;  ///< enhanced status code
  bool hard = true;
};

/// From providers: the recipient calls the letter unwanted.
struct record_complaint {
  event_id letter;
};

using command = std::variant<open_session, order_artwork, record_artwork, subscribe, record_letter,
                             set_consents, enter_draw, begin_take, finish_take, drop_take, erase,
                             confirm_subscription, unsubscribe, claim_letter, retry_letter,
                             drop_letter, record_bounce, record_complaint>;

}  // namespace chant::campaign
