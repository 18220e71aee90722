// Ids as hex, base64url and UUID text; digests; strong numbers.
#include "base/bytes.hpp"

#include "base/sha256.hpp"
#include "base/strong.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace chant {
namespace {

TEST(Hex, GoesBothWaysAndTakesCapitals) {
  EXPECT_EQ(to_hex(as_bytes(std::string_view("\x00\xFFz", 3))), "00ff7a");
  EXPECT_EQ(from_hex("00FF7a"), std::string("\x00\xFFz", 3));
  EXPECT_EQ(from_hex(""), "");
}

TEST(Hex, RefusesOddLengthsAndForeignCharacters) {
  for (const char* text : {"0", "0g", "0x", " 0", "é"})
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
}

TEST(Base64url, FollowsTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xFF", "-_8"}};
  for (const auto& [raw, text] : vectors) {
    EXPECT_EQ(to_base64url(as_bytes(raw)), text);
    EXPECT_EQ(from_base64url(text), raw);
  }
}

TEST(Base64url, HasOneTextForEachValue) {
  // Trailing bits, an impossible length, padding, the other alphabet, white space.
  for (const char* text : {"Zh", "Zm9", "Z", "Zg==", "+/8", "Zm 9v"})
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
}

TEST(Uuid, IsReadInEitherCase) {
  const auto lower = parse_uuid_v4("6f9619ff-8b86-4d01-b42d-00cf4fc964ff");
  ASSERT_TRUE(lower);
  EXPECT_EQ(lower->hex(), "6f9619ff8b864d01b42d00cf4fc964ff");
  EXPECT_EQ(parse_uuid_v4("6F9619FF-8B86-4D01-B42D-00CF4FC964FF"), lower);
}

TEST(Uuid, MustBeVersionFourInItsCanonicalForm) {
  for (const char* text :
       {"", "6f9619ff-8b86-1d01-b42d-00cf4fc964ff", "6f9619ff-8b86-4d01-742d-00cf4fc964ff",
        "6f9619ff8b864d01b42d00cf4fc964ff", "{6f9619ff-8b86-4d01-b42d-00cf4fc964ff}",
        "6f9619ff-8b86-4d01-b42d-00cf4fc964fg", "6f9619ff-8b86-4d01-b42d-00cf4fc964f",
        "6f9619ff-8b86-4d01-b42d-00cf4fc964ff ", "6f9619ff-8b86-4d01-b42d+00cf4fc964ff",
        "00000000-0000-0000-0000-000000000000"})
    EXPECT_EQ(parse_uuid_v4(text), std::nullopt) << text;
}

TEST(BinaryId, TakesExactlyItsLength) {
  using id = binary_id<4, struct test_tag>;
  EXPECT_TRUE(id::from_raw("abcd"));
  EXPECT_FALSE(id::from_raw("abc"));
  EXPECT_FALSE(id::from_raw("abcde"));
  EXPECT_EQ(id::from_hex("61626364"), id::from_raw("abcd"));
  EXPECT_LT(*id::from_raw("abcd"), *id::from_raw("abce"));
}

TEST(Strong, ConvertsToNothingByItself) {
  using apples = strong<int, struct apples_tag>;
  using pears = strong<int, struct pears_tag>;
  static_assert(!std::is_convertible_v<int, apples> && !std::is_convertible_v<apples, int>);
  static_assert(!std::is_constructible_v<apples, pears>);
  EXPECT_EQ(apples(1).next(), apples(2));
  EXPECT_LT(apples(1), apples(2));
}

TEST(Sha256, GivesTheDigestsOfFips180) {
  EXPECT_EQ(sha256({}).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256({"abc"}).hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({std::string(1'000'000, 'a')}).hex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesPartsAsOneText) {
  EXPECT_EQ(sha256({"a", "", "bc"}), sha256({"abc"}));
  EXPECT_NE(sha256({"ab"}), sha256({"abc"}));
}

}  // namespace
}  // namespace chant
