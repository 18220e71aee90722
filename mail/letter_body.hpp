// What a letter says, as plain text and as HTML that survives mail programs.
#pragma once

#include "campaign/texts.hpp"
#include "mail/letter.hpp"

#include <string>
#include <string_view>

namespace chant::mail {

/// The words of one letter: a text of the campaign with the order's values filled in.
class letter_words {
 public:
  /// Both outlive the object.
  letter_words(const letter_order& order, const campaign::texts& texts);

  /// The text of "letter.welcome.<key>" for headers and plain text.
  [[nodiscard]] std::string plain(std::string_view key) const;
  /// The same for HTML: escaped, and the fan's words isolated from the text's direction.
  [[nodiscard]] std::string html(std::string_view key) const;
  /// The same for an HTML attribute: escaped.
  [[nodiscard]] std::string attribute(std::string_view key) const;
  /// Which greeting fits: "greeting" or "greeting_unnamed".
  [[nodiscard]] std::string_view greeting() const;

 private:
  [[nodiscard]] std::string_view find(std::string_view key) const;
  [[nodiscard]] campaign::text_values values_for(std::string_view key) const;

  const letter_order& order_;
  const campaign::texts& texts_;
};

[[nodiscard]] std::string plain_body(const letter_order& order, const letter_words& words);

/// `picture_id` is the Content-ID of the cover's part; unused without a cover.
[[nodiscard]] std::string html_body(const letter_order& order, const letter_words& words,
                                    std::string_view picture_id);

}  // namespace chant::mail
