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

/// What a fan says about each consent: true gives it, false takes it back, nothing leaves it.
struct consent_wishes {
  std::optional<bool> terms = {};
  std::optional<bool> newsletter = {};
  std::optional<bool> recording = {};
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
};

/// From the uploads: every byte of the recording is durable.
struct finish_take {
  take_id take;
  std::uint64_t size_bytes = 0;
  std::string sha256;                 ///< 64 hexadecimal digits
  std::string media_type;             ///< by its first bytes
  std::optional<std::string> timing;  ///< a JSON object of what the browser measured
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

/// From the mailer pool: what became of a letter.
struct record_letter {
  event_id letter;
  std::string kind;
  bool accepted = false;
  std::string word;  ///< queue id when accepted, reason when not
};

using command = std::variant<open_session, order_artwork, record_artwork, subscribe, record_letter,
                             set_consents, enter_draw, begin_take, finish_take, drop_take, erase>;

}  // namespace chant::campaign
