// A message of our own as a browser shows it: its HTML with its pictures in it.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace chant::mail {

struct letter_view {
  std::string subject;  ///< decoded
  std::string to;       ///< the header's words, decoded
  std::string html;     ///< "cid:…" replaced by "data:…"
};

/// errc::malformed, "letter_unreadable": it has no HTML, or is none of ours.
[[nodiscard]] result<letter_view> view_letter(std::string_view message);

}  // namespace chant::mail
