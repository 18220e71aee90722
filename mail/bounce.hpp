// What comes back: reports that a letter did not arrive, or that it was not wanted (RFC 3464,
// RFC 5965).
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace chant::mail {

struct bounce {
  enum class kind : std::uint8_t {
    hard,       ///< the address does not exist: no letter will ever arrive there
    soft,       ///< this letter did not arrive; another may
    complaint,  ///< the reader calls it unwanted
  };

  campaign::event_id letter;
  kind what = kind::soft;
  std::string code;  ///< "5.1.1" (RFC 3463); empty for a complaint
};

/// Whether a code tells of an address that does not exist. What a relay or a filter thinks of a
/// letter, a full mailbox or a missing route is no such thing, though its code may begin with 5.
[[nodiscard]] bool is_hard(std::string_view code);

/// `bounces@example.org` as a return path that names the letter: `bounces+<letter>@example.org`, so
/// that every report tells which letter it is about, whatever else it holds.
[[nodiscard]] std::string return_path(std::string_view address, const campaign::event_id& letter);

/// Reads a report as it came by mail, 1 MiB at most, with either line end. errc::malformed:
/// "not_a_report"; "not_final": it tells of a delay or a success; "letter_unnamed": it is a report,
/// but not one about a letter of ours. errc::too_large: "report_too_large".
[[nodiscard]] result<bounce> read_report(std::string_view message);

}  // namespace chant::mail
