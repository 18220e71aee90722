// Unicode and JSON text.
#include "base/text.hpp"

#include "base/json.hpp"

#include <gtest/gtest.h>

namespace chant {
namespace {

TEST(Utf8, IsCheckedByTheTableOfUnicode) {
  for (const char* good : {"", "plain ASCII, longer than a word", "é", "中文", "🎤", "\u07FF\u0800",
                           "\uD7FF", "\uE000", "\uFFFF", "\U0010FFFF"})
    EXPECT_TRUE(valid_utf8(good)) << good;
  for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xE2\x82",
                          "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x8E", "\xF4\x90\x80\x80",
                          "\xF5\x80\x80\x80", "\xFF", "eight ok\xC3", "a\xC3(", "\xC3\xA9\xA9"})
    EXPECT_FALSE(valid_utf8(bad)) << bad;
}

TEST(Utf8, TakesCodePointsOffAndPutsThemBack) {
  const std::string text = "aé中🎤";
  std::string again;
  std::string_view rest = text;
  std::vector<char32_t> points;
  while (!rest.empty()) {
    points.push_back(take_code_point(rest));
    append_utf8(again, points.back());
  }
  EXPECT_EQ(points, (std::vector<char32_t>{U'a', U'é', U'中', U'🎤'}));
  EXPECT_EQ(again, text);
}

TEST(Nfc, ComposesAndLeavesComposedTextAlone) {
  EXPECT_EQ(nfc("Zoe\u0308"), "Zoë");
  EXPECT_EQ(nfc("Zoë"), "Zoë");
  EXPECT_EQ(nfc("\u1100\u1161"), "가");
  EXPECT_EQ(nfc("q\u0307\u0323"), "q\u0323\u0307");
  EXPECT_EQ(nfc("plain"), "plain");
  EXPECT_EQ(nfc(""), "");
}

TEST(Trim, TakesWhiteSpaceOfEveryKindOffBothEnds) {
  EXPECT_EQ(trim("\t\n \u0085\u00A0\u1680\u2003\u2028\u202F\u205F\u3000a b\u3000\r\n"), "a b");
  EXPECT_EQ(trim("\u3000"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("é"), "é");
  EXPECT_EQ(trim("\u200Ba"), "\u200Ba");
}

TEST(Graphemes, AreWhatAReaderTakesForOneCharacter) {
  EXPECT_EQ(grapheme_count(""), 0U);
  EXPECT_EQ(grapheme_count("abc"), 3U);
  EXPECT_EQ(grapheme_count("e\u0301\u0323"), 1U);
  EXPECT_EQ(grapheme_count("👨‍👩‍👧‍👦👍🏽"), 2U);
  EXPECT_EQ(grapheme_count("🇫🇷🇩🇪"), 2U);
  EXPECT_EQ(grapheme_count("각\u1100\u1161"), 2U);
}

TEST(Category, TellsKindsApart) {
  EXPECT_EQ(category_of(U'中'), category::letter);
  EXPECT_EQ(category_of(0x0301), category::stacking_mark);
  EXPECT_EQ(category_of(0x0BC6), category::spacing_mark);
  EXPECT_EQ(category_of(U'٣'), category::number);
  EXPECT_EQ(category_of(U'’'), category::punctuation);
  EXPECT_EQ(category_of(U'🎤'), category::symbol);
  EXPECT_EQ(category_of(0x2028), category::separator);
  EXPECT_EQ(category_of(0x7F), category::control);
  EXPECT_EQ(category_of(0x200D), category::format);
  EXPECT_EQ(category_of(0xE000), category::private_use);
  EXPECT_EQ(category_of(0x0378), category::unassigned);
  EXPECT_EQ(category_of(0xFFFF), category::unassigned);
  EXPECT_EQ(category_of(0x10FFFF), category::unassigned);
  EXPECT_EQ(category_of(0xD800), category::surrogate);
}

TEST(LowerCase, MapsOneCodePointToOne) {
  EXPECT_EQ(to_lower(U'É'), U'é');
  EXPECT_EQ(to_lower(U'İ'), U'i');
  EXPECT_EQ(to_lower(U'中'), U'中');
}

TEST(Json, QuotesText) {
  std::string out = "x";
  append_json_text(out, std::string_view("a\"b\\c\n\x01\0é/", 11));
  EXPECT_EQ(out, "x\"a\\\"b\\\\c\\u000a\\u0001\\u0000é/\"");
}

}  // namespace
}  // namespace chant
