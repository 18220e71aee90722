#include "mail/letter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace {

using chant::mail::compose;
using chant::mail::letter_order;
using testing::HasSubstr;
using testing::Not;

chant::campaign::texts some_texts() {
  chant::campaign::texts texts{.default_language = "en", .by_language = {}};
  auto& en = texts.by_language["en"];
  for (const auto* key :
       {"greeting_unnamed", "why", "unsubscribe", "erase", "privacy", "welcome.preheader",
        "welcome.title", "welcome.body", "welcome.body_artwork", "welcome.body_invite",
        "welcome.artwork_alt", "welcome.button", "welcome.button_invite", "confirm.subject",
        "confirm.preheader", "confirm.title", "confirm.body", "confirm.button", "confirm.note"})
    en[std::string("letter.") + key] = std::string("words of ") + key;
  en["letter.greeting"] = "Hello {name}";
  en["letter.welcome.subject"] = "In the choir: {song}";
  return texts;
}

letter_order some_order() {
  letter_order order;
  order.asked_by.bytes.fill(std::byte{0xab});
  order.from_name = "VELA";
  order.from_address = "choir@vela.example";
  order.to_address = "zoe@example.org";
  order.to_name = "Zoe";
  order.language = "en";
  order.artist = "VELA";
  order.song = "One More Voice";
  order.site_url = "https://vela.example/";
  return order;
}

TEST(Letter, CarriesItsEventInTheMessageId) {
  EXPECT_THAT(compose(some_order(), some_texts()).value(),
              HasSubstr("Message-ID: <abababababababababababababababab@vela.example>\r\n"));
}

TEST(Letter, IsTheSameEachTime) {
  EXPECT_EQ(compose(some_order(), some_texts()).value(),
            compose(some_order(), some_texts()).value());
}

TEST(Letter, RefusesAnAddressOrNameThatWouldAddAHeader) {
  auto order = some_order();
  order.to_address = "zoe@example.org\r\nBcc: all@example.org";
  EXPECT_EQ(compose(order, some_texts()).error().code, "address_invalid");
  order = some_order();
  order.to_name = "Zoe\r\nBcc: all@example.org";
  EXPECT_EQ(compose(order, some_texts()).error().code, "header_unsafe");
  order = some_order();
  order.unsubscribe_url = "https://vela.example/\nX: y";
  EXPECT_EQ(compose(order, some_texts()).error().code, "header_unsafe");
}

TEST(Letter, RefusesAPictureNoMailboxWouldTake) {
  auto order = some_order();
  order.cover = {.name = "Zoe", .team = "France", .share_url = "", .jpeg = {}};
  order.cover->jpeg.resize(2 * 1024 * 1024 + 1);
  EXPECT_EQ(compose(order, some_texts()).error().code, "picture_too_large");
}

TEST(Letter, OffersUnsubscribingOnlyWhereItCan) {
  auto order = some_order();
  EXPECT_THAT(compose(order, some_texts()).value(), Not(HasSubstr("List-Unsubscribe")));
  order.unsubscribe_url = "https://vela.example/unsubscribe/t0ken";
  const auto letter = compose(order, some_texts()).value();
  EXPECT_THAT(letter, HasSubstr("List-Unsubscribe: <https://vela.example/unsubscribe/t0ken>\r\n"));
  EXPECT_THAT(letter, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

/// As its reader sees it: without soft line breaks and escapes.
std::string readable(std::string letter) {
  for (const auto& [from, to] : {std::pair("=\r\n", ""), std::pair("=3D", "=")})
    for (auto at = letter.find(from); at != letter.npos; at = letter.find(from, at))
      letter.replace(at, std::string_view(from).size(), to);
  return letter;
}

TEST(Letter, OffersWhatItsReaderMayWant) {
  auto order = some_order();
  order.unsubscribe_url = "https://vela.example/unsubscribe/a";
  order.erase_url = "https://vela.example/erase/b";
  order.privacy_url = "https://vela.example/en/privacy";
  order.imprint = "VELA, 1 Harbour Street";
  const auto letter = readable(compose(order, some_texts()).value());
  for (const auto* part :
       {"href=\"https://vela.example/unsubscribe/a\"", "href=\"https://vela.example/erase/b\"",
        "href=\"https://vela.example/en/privacy\"",
        "words of erase:\r\nhttps://vela.example/erase/b", "1 Harbour Street"})
    EXPECT_THAT(letter, HasSubstr(part));
}

TEST(Letter, AsksAStrangerForNothingButAConfirmation) {
  auto order = some_order();
  order.kind = chant::mail::letter_kind::confirm;
  order.confirm_url = "https://vela.example/confirm/c";
  order.unsubscribe_url = "https://vela.example/unsubscribe/a";
  order.erase_url = "https://vela.example/erase/b";
  order.cover = {
      .name = "Zoe", .team = "France", .share_url = "https://vela.example/s/x", .jpeg = "\xff"};
  const auto letter = readable(compose(order, some_texts()).value());
  EXPECT_THAT(letter, HasSubstr("Subject: words of confirm.subject"));
  EXPECT_THAT(letter, HasSubstr("href=\"https://vela.example/confirm/c\""));
  EXPECT_THAT(letter, HasSubstr("href=\"https://vela.example/unsubscribe/a\""));
  EXPECT_THAT(letter, Not(HasSubstr("erase")));
  EXPECT_THAT(letter, Not(HasSubstr("image/jpeg")));
  EXPECT_THAT(letter, Not(HasSubstr("vela.example/s/x")));
}

TEST(Letter, IsPaintedInTheCampaignsColours) {
  auto order = some_order();
  order.colours.hot = "#0055aa";
  order.colours.ink = "#fafafa";
  const auto letter = readable(compose(order, some_texts()).value());
  EXPECT_THAT(letter, HasSubstr("background-color:#0055aa"));
  EXPECT_THAT(
      letter,
      HasSubstr("<body class=\"ground\" style=\"margin:0;padding:0;background-color:#fafafa\""));
  EXPECT_THAT(letter, Not(HasSubstr("#ff4d2e")));
}

TEST(LetterColours, BlendEachChannelByItself) {
  EXPECT_EQ(chant::mail::blend("#000000", "#ff8040", 0.5), "#804020");
  EXPECT_EQ(chant::mail::blend("#102030", "#ffffff", 0), "#102030");
  EXPECT_EQ(chant::mail::blend("#102030", "#ffffff", 1), "#ffffff");
}

TEST(Letter, WritesLinesThatMailCarries) {
  auto order = some_order();
  order.cover = {.name = "<b>ゾエ</b>",
                 .team = "France",
                 .share_url = "https://vela.example/s/" + std::string(300, 'x'),
                 .jpeg = std::string(5000, '\xd8')};
  const auto letter = compose(order, some_texts()).value();
  for (std::size_t at = 0; at < letter.size();) {
    const auto end = letter.find("\r\n", at);
    ASSERT_NE(end, std::string::npos) << "the last line has no end";
    EXPECT_LE(end - at, 78U);
    at = end + 2;
  }
  EXPECT_EQ(std::ranges::count(letter, '\r'), std::ranges::count(letter, '\n'));
  EXPECT_TRUE(std::ranges::none_of(letter, [](char c) { return (c & 0x80) != 0; }));
}

}  // namespace
