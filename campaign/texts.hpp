// What the campaign says in each of its languages: share pages, letters, lettering on the cover.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace chant::campaign {

/// Immutable after loading (config/, from texts/<language>.json); safe to share between threads.
/// Keys are dotted words ("share.title"). A text may hold {name}, {team}, {artist}, {song}.
struct texts {
  std::string default_language;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> by_language;

  /// The text in that language, else in the default language, else the key itself.
  [[nodiscard]] std::string_view find(std::string_view language, std::string_view key) const;
};

/// Values for the placeholders of a text.
using text_values = std::map<std::string_view, std::string_view>;

/// The text with every known {placeholder} replaced; nothing is escaped here.
[[nodiscard]] std::string fill(std::string_view text, const text_values& values);

/// "rtl" for Arabic and Hebrew, else "ltr".
[[nodiscard]] std::string_view direction_of(std::string_view language);

}  // namespace chant::campaign
