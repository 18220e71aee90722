#include "mail/header.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using chant::mail::encode_date;
using chant::mail::encode_mailbox;
using chant::mail::encode_parameter;
using chant::mail::encode_words;
using chant::mail::fold;
using chant::mail::header_text;
using chant::mail::mail_address;

header_text text(std::string words) { return header_text::make(std::move(words)).value(); }
mail_address address(std::string words) { return mail_address::make(std::move(words)).value(); }

std::vector<std::string> lines_of(const std::string& header) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < header.size();) {
    const auto end = header.find("\r\n", at);
    lines.push_back(header.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

TEST(HeaderText, RefusesWhatCouldStartANewHeader) {
  for (const std::string& bad :
       {std::string("a\r\nBcc: x@y.z"), std::string("a\nb"), std::string("a\rb"),
        std::string("a\0b", 3), std::string("tab\there"), std::string("del\x7f"),
        std::string("next line \xc2\x85 here")}) {
    const auto made = header_text::make(bad);
    ASSERT_FALSE(made) << bad;
    EXPECT_EQ(made.error().code, "header_unsafe");
  }
}

TEST(HeaderText, RefusesMoreThanALineMayHold) {
  EXPECT_TRUE(header_text::make(std::string(998, 'x')));
  EXPECT_EQ(header_text::make(std::string(999, 'x')).error().code, "header_too_long");
}

TEST(MailAddress, TakesWhatPeopleHave) {
  for (const auto* good : {"zoe@example.org", "a.b+tag@sub.example.co.uk", "o'neil@example.ie",
                           "用户@例え.jp", "x@localhost"})
    EXPECT_TRUE(mail_address::make(good)) << good;
  EXPECT_EQ(address("zoe@example.org").domain(), "example.org");
}

TEST(MailAddress, RefusesWhatNeedsQuotingOrBreaksOut) {
  for (const std::string& bad :
       {std::string(), std::string("@"), std::string("a@"), std::string("@b"), std::string("a b@c"),
        std::string("a@b@c"), std::string("a@b>,<c@d"), std::string("a@b\r\nBcc: c@d"),
        std::string("a@b\0", 4), std::string("\"a\"@b"), std::string("a..b@c"), std::string(".a@b"),
        std::string("a@b."), std::string("a@[127.0.0.1]"), std::string(250, 'a') + "@b.cd"}) {
    const auto made = mail_address::make(bad);
    ASSERT_FALSE(made) << bad;
    EXPECT_EQ(made.error().code, "address_invalid");
  }
}

TEST(EncodeWords, LeavesPlainAsciiAlone) {
  EXPECT_EQ(encode_words(text("You are in the choir")), "You are in the choir");
}

TEST(EncodeWords, EncodesEverythingElse) {
  EXPECT_EQ(encode_words(text("Zoë")), "=?UTF-8?B?Wm/Dqw==?=");
  EXPECT_EQ(encode_words(text("=?UTF-8?Q?forged?=")), "=?UTF-8?B?PT9VVEYtOD9RP2ZvcmdlZD89?=");
  EXPECT_TRUE(encode_words(text("two  spaces")).starts_with("=?UTF-8?B?"));
  EXPECT_TRUE(encode_words(text(std::string(100, 'x'))).starts_with("=?UTF-8?B?"));
}

TEST(EncodeWords, KeepsCodePointsWholeAndLinesShort) {
  // One byte, then three-byte code points: a cut at 39 bytes would fall inside one.
  std::string words = "a";
  for (int i = 0; i < 30; ++i) words += "声";
  const auto lines = lines_of(fold("Subject", encode_words(text(words))));
  ASSERT_EQ(lines.size(), 3U);
  for (const auto& line : lines) EXPECT_LE(line.size(), 76U);
  EXPECT_TRUE(lines[0].ends_with("==?=")) << "37 bytes: the 13th code point went on whole";
}

TEST(EncodeMailbox, QuotesOrEncodesTheName) {
  const auto to = address("z@example.org");
  EXPECT_EQ(encode_mailbox(text(""), to), "z@example.org");
  EXPECT_EQ(encode_mailbox(text("O\"Neil, Bob\\"), to), "\"O\\\"Neil, Bob\\\\\" <z@example.org>");
  EXPECT_EQ(encode_mailbox(text("Zoë"), to), "=?UTF-8?B?Wm/Dqw==?= <z@example.org>");
}

TEST(EncodeParameter, UsesExtendedValuesBeyondAscii) {
  EXPECT_EQ(encode_parameter("filename", text("VELA.jpg")), "; filename=\"VELA.jpg\"");
  EXPECT_EQ(encode_parameter("filename", text("é x.jpg")), "; filename*=UTF-8''%C3%A9%20x.jpg");
}

TEST(EncodeDate, WritesInternetTime) {
  EXPECT_EQ(encode_date(chant::timestamp{}), "Thu, 1 Jan 1970 00:00:00 +0000");
  EXPECT_EQ(encode_date(chant::timestamp{1465585199999999us}), "Fri, 10 Jun 2016 18:59:59 +0000");
}

TEST(Fold, BreaksAtSpacesOnly) {
  EXPECT_EQ(fold("X", "short words"), "X: short words\r\n");
  EXPECT_EQ(fold("Subject", std::string(40, 'a') + " " + std::string(40, 'b')),
            "Subject: " + std::string(40, 'a') + "\r\n " + std::string(40, 'b') + "\r\n");
}

}  // namespace
