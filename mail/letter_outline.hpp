// What a letter consists of, whether as plain text or as HTML.
#pragma once

#include "mail/letter.hpp"

#include <string_view>
#include <vector>

namespace chant::mail {

/// Words (a key of letter_words) and where they lead.
struct letter_link {
  std::string_view words;
  std::string_view url;
};

/// The cover, where this letter shows it; nullptr otherwise.
[[nodiscard]] const letter_order::artwork* shown_cover(const letter_order& order);

/// What the letter wants of its reader.
[[nodiscard]] letter_link action_of(const letter_order& order);

/// What a reader may want of whoever writes: unsubscribe, erase, privacy, as far as the order has
/// them. A letter of confirmation has no erase: until the address is confirmed, its owner may be a
/// stranger to the fan.
[[nodiscard]] std::vector<letter_link> footer_links(const letter_order& order);

/// Keys of the paragraphs in their order; empty where the letter has none.
struct letter_paragraphs {
  std::string_view body;           ///< after the greeting
  std::string_view before_action;  ///< after the picture
  std::string_view note;           ///< after the button
  std::string_view why;            ///< at the end, in small: why this letter came
};
[[nodiscard]] letter_paragraphs paragraphs_of(const letter_order& order);

}  // namespace chant::mail
