#include "base/text.hpp"
#include "campaign/rules.hpp"

#include <optional>

namespace chant::campaign {

namespace {

constexpr char32_t zwnj = 0x200C;
constexpr char32_t zwj = 0x200D;
constexpr char32_t black_flag = 0x1F3F4;  // the only base of emoji tag sequences
constexpr char32_t cancel_tag = 0xE007F;

constexpr bool between(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

// What Latin alphabets and most fans need: every one of these is assigned, visible (the space
// apart), its own grapheme and stable under NFC as long as nothing else stands in the text.
constexpr bool is_plain(char32_t c) {
  return between(c, 0x20, 0x7E) || (between(c, 0xA1, 0x17F) && c != 0xAD);
}

constexpr bool is_joiner(char32_t c) { return c == zwnj || c == zwj; }
constexpr bool is_tag(char32_t c) { return between(c, 0xE0020, cancel_tag); }
constexpr bool is_variation_selector(char32_t c) {
  return between(c, 0xFE00, 0xFE0F) || between(c, 0xE0100, 0xE01EF) || between(c, 0x180B, 0x180D) ||
         c == 0x180F;
}

constexpr bool is_line_separator(char32_t c) {
  return between(c, 0x0A, 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

// Embeddings, overrides and isolates. The marks U+200E, U+200F and U+061C turn nothing round and
// come along when Arabic or Hebrew names are pasted.
constexpr bool is_bidi_control(char32_t c) {
  return between(c, 0x202A, 0x202E) || between(c, 0x2066, 0x2069);
}
constexpr bool is_direction_mark(char32_t c) { return c == 0x200E || c == 0x200F || c == 0x61C; }

// Format characters that are drawn: signs written before or under numbers and verses.
constexpr bool is_visible_format(char32_t c) {
  return between(c, 0x600, 0x605) || c == 0x6DD || c == 0x70F || c == 0x890 || c == 0x891 ||
         c == 0x8E2 || c == 0x110BD || c == 0x110CD;
}

// Letters and symbols that leave the line empty: Hangul fillers, the blank braille pattern.
constexpr bool is_blank(char32_t c) {
  return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800;
}

std::optional<rule> forbidden(char32_t c) {
  if (is_line_separator(c)) return rule::name_line_separator;
  if (is_bidi_control(c)) return rule::name_bidi_override;
  switch (category_of(c)) {
    case category::control:
      return rule::name_control_character;
    case category::private_use:
      return rule::name_private_use;
    case category::unassigned:
      return rule::name_unassigned;
    case category::surrogate:
      return rule::name_not_utf8;
    case category::format:
      if (is_joiner(c) || is_tag(c) || is_direction_mark(c) || is_visible_format(c))
        return std::nullopt;
      return rule::name_control_character;
    case category::letter:
    case category::spacing_mark:
    case category::stacking_mark:
    case category::number:
    case category::punctuation:
    case category::symbol:
    case category::separator:
      return std::nullopt;
  }
  return std::nullopt;
}

bool is_visible(char32_t c) {
  const category k = category_of(c);
  return (k == category::letter || k == category::number || k == category::punctuation ||
          k == category::symbol) &&
         !is_blank(c);
}

// Joiners and selectors belong behind something they join or vary, tags behind a flag: elsewhere
// they carry hidden text.
bool out_of_place(char32_t previous, char32_t c) {
  const bool behind_nothing = previous == 0 || is_white_space(previous) || is_joiner(previous);
  if (is_joiner(c)) return behind_nothing;
  if (is_variation_selector(c)) return behind_nothing || is_variation_selector(previous);
  const bool in_tags = is_tag(previous) && previous != cancel_tag;
  if (c == cancel_tag) return !in_tags;
  if (is_tag(c)) return !in_tags && previous != black_flag;
  return in_tags;
}

// The rules on how the characters stand together; each alone has passed.
std::optional<rule> badly_placed(std::string_view name, const rules& r) {
  char32_t previous = 0;
  std::size_t marks = 0;
  while (!name.empty()) {
    const char32_t c = take_code_point(name);
    if (out_of_place(previous, c)) return rule::name_control_character;
    const category k = category_of(c);
    if (k == category::stacking_mark && !is_variation_selector(c)) ++marks;
    const bool continues =
        k == category::stacking_mark || k == category::spacing_mark || is_joiner(c);
    if (!continues) marks = 0;
    if (marks > r.marks_per_base_max) return rule::name_too_many_marks;
    previous = c;
  }
  if (is_tag(previous) && previous != cancel_tag) return rule::name_control_character;
  return std::nullopt;
}

std::optional<rule> broken_by(std::string_view name, const rules& r) {
  bool visible = false;
  for (std::string_view rest = name; !rest.empty();) {
    const char32_t c = take_code_point(rest);
    if (const auto no = forbidden(c)) return no;
    visible = visible || is_visible(c);
  }
  if (!visible) return rule::name_nothing_visible;
  if (const auto no = badly_placed(name, r)) return no;
  if (grapheme_count(name) > r.name_graphemes_max) return rule::name_too_long;
  return std::nullopt;
}

// Number of code points if all of them are plain.
std::optional<std::size_t> plain_length(std::string_view name) {
  std::size_t length = 0;
  for (; !name.empty(); ++length)
    if (!is_plain(take_code_point(name))) return std::nullopt;
  return length;
}

}  // namespace

result<std::string> check_name(std::string_view name, const rules& r) {
  if (!valid_utf8(name)) return std::unexpected(broken(rule::name_not_utf8));
  name = trim(name);
  if (name.empty()) return std::unexpected(broken(rule::name_missing));
  if (name.size() > r.name_bytes_max) return std::unexpected(broken(rule::name_too_long));
  if (const auto length = plain_length(name)) {
    if (*length > r.name_graphemes_max) return std::unexpected(broken(rule::name_too_long));
    return std::string(name);
  }
  std::string kept = nfc(name);
  if (const auto no = broken_by(kept, r)) return std::unexpected(broken(*no));
  return kept;
}

}  // namespace chant::campaign
