// What the campaign says, and how ids become text.
#include "campaign/texts.hpp"
#include "campaign/ids.hpp"
#include "campaign/layout.hpp"

#include <gtest/gtest.h>

namespace chant::campaign {
namespace {

TEST(Texts, FillKnownPlaceholdersAndLeaveTheRest) {
  const text_values values{{"name", "Zoë"}, {"team", "{name}"}};
  EXPECT_EQ(fill("{name} sings for {team}", values), "Zoë sings for {name}");
  EXPECT_EQ(fill("{unknown} {name", values), "{unknown} {name");
  EXPECT_EQ(fill("{{name}}", values), "{Zoë}");
  EXPECT_EQ(fill("", values), "");
}

TEST(Texts, FallBackToTheDefaultLanguageThenToTheKey) {
  const texts t{.default_language = "en",
                .by_language = {{"en", {{"a", "A"}, {"b", "B"}}}, {"fr", {{"a", "À"}}}}};
  EXPECT_EQ(t.find("fr", "a"), "À");
  EXPECT_EQ(t.find("fr", "b"), "B");
  EXPECT_EQ(t.find("xx", "a"), "A");
  EXPECT_EQ(t.find("fr", "c"), "c");
}

TEST(Texts, KnowTheDirectionOfALanguage) {
  EXPECT_EQ(direction_of("ar"), "rtl");
  EXPECT_EQ(direction_of("he-IL"), "rtl");
  EXPECT_EQ(direction_of("arn"), "ltr");
  EXPECT_EQ(direction_of("zh-Hans"), "ltr");
}

TEST(ShareId, IsSixteenCharactersOfBase64url) {
  share_id id;
  id.bytes.fill(std::byte{0xFB});
  EXPECT_EQ(to_text(id), "-_v7-_v7-_v7-_v7");
  EXPECT_EQ(parse_share_id("-_v7-_v7-_v7-_v7"), id);
  for (const char* text : {"", "-_v7-_v7-_v7-_v", "-_v7-_v7-_v7-_v7A", "-_v7-_v7-_v7-_v+"})
    EXPECT_EQ(parse_share_id(text), std::nullopt) << text;
}

TEST(SessionId, IsADigestOfTheUuidAndNotTheUuid) {
  const auto secret = *parse_uuid_v4("6f9619ff-8b86-4d01-b42d-00cf4fc964ff");
  const auto id = session_of(secret);
  // sha256sum over "chant session", a zero byte and the 16 bytes of the UUID.
  EXPECT_EQ(id.hex(), "08bdf0e30cc08f06e34f1a62d5f0dd83");
}

TEST(Layout, IsKnownByItsName) {
  for (const auto l : all_layouts) EXPECT_EQ(parse_layout(name_of(l)), l);
  EXPECT_EQ(parse_layout("poster"), std::nullopt);
}

}  // namespace
}  // namespace chant::campaign
