// The words of one letter: texts of the campaign with the order's values filled in.
#pragma once

#include "campaign/texts.hpp"
#include "mail/letter.hpp"

#include <string>
#include <string_view>

namespace chant::mail {

class letter_words {
 public:
  /// Both outlive the object.
  letter_words(const letter_order& order, const campaign::texts& texts)
      : order_(order), texts_(texts) {}

  /// For headers and plain text. `key` is one of this kind of letter ("letter.welcome.<key>"), or
  /// one that all of them share ("letter.<key>": greeting, why …).
  [[nodiscard]] std::string plain(std::string_view key) const;
  /// The same for HTML: escaped, and the fan's words isolated from the text's direction.
  [[nodiscard]] std::string html(std::string_view key) const;
  /// The same for an HTML attribute: escaped.
  [[nodiscard]] std::string attribute(std::string_view key) const;
  /// Which greeting fits: "greeting" or "greeting_unnamed".
  [[nodiscard]] std::string_view greeting() const;

 private:
  [[nodiscard]] std::string find(std::string_view key) const;
  [[nodiscard]] campaign::text_values values_for(std::string_view key) const;

  const letter_order& order_;
  const campaign::texts& texts_;
};

/// Escaped for HTML, and kept from turning the direction of what stands round it.
[[nodiscard]] std::string isolated(std::string_view text);

}  // namespace chant::mail
