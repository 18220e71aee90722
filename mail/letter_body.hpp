// What a letter says, as plain text and as HTML that survives mail programs.
#pragma once

#include "mail/letter.hpp"
#include "mail/letter_words.hpp"

#include <string>
#include <string_view>

namespace chant::mail {

[[nodiscard]] std::string plain_body(const letter_order& order, const letter_words& words);

/// `picture_id` is the Content-ID of the cover's part; unused without a cover.
[[nodiscard]] std::string html_body(const letter_order& order, const letter_words& words,
                                    std::string_view picture_id);

}  // namespace chant::mail
