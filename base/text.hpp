// Unicode as far as people's names need it: validity, NFC, white space, graphemes, categories.
// Tables are utf8proc's (Unicode 15.0 in Debian 12).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chant {

[[nodiscard]] bool valid_utf8(std::string_view text);

// Precondition of everything below: valid UTF-8.

/// Normalisation form C.
[[nodiscard]] std::string nfc(std::string_view text);
/// Without White_Space at either end.
[[nodiscard]] std::string_view trim(std::string_view text);
/// Extended grapheme clusters (UAX #29): what a reader takes for one character.
[[nodiscard]] std::size_t grapheme_count(std::string_view text);

[[nodiscard]] bool is_white_space(char32_t c);
/// The simple mapping, one code point to one.
[[nodiscard]] char32_t to_lower(char32_t c);

/// General_Category, by first letter where the second does not matter here.
enum class category : std::uint8_t {
  letter,
  spacing_mark,   ///< Mc
  stacking_mark,  ///< Mn, Me
  number,
  punctuation,
  symbol,
  separator,
  control,      ///< Cc
  format,       ///< Cf
  private_use,  ///< Co
  unassigned,   ///< Cn; noncharacters too
  surrogate,    ///< Cs; never in valid UTF-8
};
[[nodiscard]] category category_of(char32_t c);

/// Takes the first code point off `text`. Precondition: not empty.
[[nodiscard]] char32_t take_code_point(std::string_view& text);
void append_utf8(std::string& out, char32_t c);

}  // namespace chant
