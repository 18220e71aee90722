// A message taken apart into lines, as RFC 5322 has them.
#pragma once

#include <algorithm>
#include <string_view>

namespace chant::mail {

[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Takes a line off `text`, without its line end (CR LF); what has none is one line.
[[nodiscard]] constexpr std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find("\r\n"), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 2, text.size()));
  return line;
}

}  // namespace chant::mail
