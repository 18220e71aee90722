// Letters of ASCII, whatever the locale says: names of headers, hosts, media types and tags.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace chant {

/// Other bytes stay as they are, those of UTF-8 too.
[[nodiscard]] constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

[[nodiscard]] inline std::string ascii_lowered(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) c = ascii_lower(c);
  return lower;
}

/// Whether they differ in capitals at most.
[[nodiscard]] constexpr bool same_in_ascii(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, ascii_lower, ascii_lower);
}

}  // namespace chant
