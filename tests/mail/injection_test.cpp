// Whatever stands in a letter's order, it is text: it adds no header, no part and no line of its
// own.
#include "mail/letter.hpp"
#include "mail/mime_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace chant::mail {
namespace {

const std::string boundary = "=_alternative-abababababababababababababababab";

const std::vector<std::string> attempts{
    "x\r\nBcc: evil@example.org",
    "x\nBcc: evil@example.org",
    "x\rBcc: evil@example.org",
    "x\r\n\r\n<script>alert(1)</script>",
    "x\r\n--" + boundary + "--\r\n",
    "--" + boundary + "--",
    "x\n.\nMAIL FROM:<evil@example.org>",
    std::string("x\0Bcc: evil@example.org", 23),
    "x\xc2\x85"
    "Bcc: evil@example.org",
    "=?UTF-8?Q?x=0D=0ABcc:_evil@example.org?=",
    "\"; filename=\"evil.exe",
    "x, evil@example.org",
    "<evil@example.org> x",
    "{subject}{artist}",
    std::string(5000, 'x'),
};

campaign::texts some_texts() {
  campaign::texts texts{.default_language = "en", .by_language = {}};
  auto& en = texts.by_language["en"];
  en["letter.welcome.subject"] = "{name} sings {song} for {team} with {artist}";
  en["letter.welcome.body"] = "{name} sings {song} for {team} with {artist}";
  en["letter.greeting"] = "Hello {name}";
  return texts;
}

letter_order some_order() {
  letter_order order{.asked_by = {},
                     .date = {},
                     .from_name = "VELA",
                     .from_address = "choir@vela.example",
                     .to_address = "zoe@example.org",
                     .to_name = "Zoe",
                     .language = "en",
                     .artist = "VELA",
                     .song = "One More Voice",
                     .imprint = "VELA",
                     .colours = {},
                     .site_url = "https://vela.example/",
                     .privacy_url = "https://vela.example/privacy",
                     .unsubscribe_url = "https://vela.example/unsubscribe/x",
                     .erase_url = "https://vela.example/erase/x",
                     .confirm_url = "https://vela.example/confirm/x",
                     .cover = letter_order::artwork{.name = "Zoe",
                                                    .team = "France",
                                                    .share_url = "https://vela.example/s/x",
                                                    .jpeg = "\xff\xd8\xff\xd9"}};
  order.asked_by.bytes.fill(std::byte{0xab});
  return order;
}

/// What a letter is made of, whatever its words: names of headers, types of parts.
std::vector<std::string> shape_of(std::string_view message) {
  const auto whole = split_message(message);
  std::vector<std::string> shape;
  for (const auto& field : whole.fields) shape.emplace_back(field.name);
  const auto type = header_value(whole.fields, "Content-Type");
  shape.push_back(media_type(type));
  if (!shape.back().starts_with("multipart/")) return shape;
  for (const auto part : split_parts(whole.body, parameter(type, "boundary")))
    for (auto& each : shape_of(part)) shape.push_back(std::move(each));
  return shape;
}

using change = void (*)(letter_order&, const std::string&);
const std::vector<change> changes{
    [](letter_order& o, const std::string& to) { o.from_name = to; },
    [](letter_order& o, const std::string& to) { o.from_address = to; },
    [](letter_order& o, const std::string& to) { o.to_address = to; },
    [](letter_order& o, const std::string& to) { o.to_name = to; },
    [](letter_order& o, const std::string& to) { o.language = to; },
    [](letter_order& o, const std::string& to) { o.artist = to; },
    [](letter_order& o, const std::string& to) { o.song = to; },
    [](letter_order& o, const std::string& to) { o.imprint = to; },
    [](letter_order& o, const std::string& to) { o.site_url = to; },
    [](letter_order& o, const std::string& to) { o.privacy_url = to; },
    [](letter_order& o, const std::string& to) { o.unsubscribe_url = to; },
    [](letter_order& o, const std::string& to) { o.erase_url = to; },
    [](letter_order& o, const std::string& to) { o.confirm_url = to; },
    [](letter_order& o, const std::string& to) { o.cover->name = to; },
    [](letter_order& o, const std::string& to) { o.cover->team = to; },
    [](letter_order& o, const std::string& to) { o.cover->share_url = to; },
};

TEST(Injection, ChangesNothingButTheTextOfALetter) {
  const auto texts = some_texts();
  const auto shape = shape_of(compose(some_order(), texts).value());
  ASSERT_GE(shape.size(), 20U);
  std::size_t composed = 0;
  std::size_t refused = 0;
  for (std::size_t which = 0; which < changes.size(); ++which)
    for (const auto& attempt : attempts) {
      auto order = some_order();
      changes[which](order, attempt);
      const auto letter = compose(order, texts);
      ++(letter ? composed : refused);
      if (!letter) continue;
      EXPECT_EQ(shape_of(*letter), shape) << which << ": " << attempt.substr(0, 80);
    }
  EXPECT_GT(composed, 100U);
  EXPECT_GT(refused, 50U);
}

}  // namespace
}  // namespace chant::mail
