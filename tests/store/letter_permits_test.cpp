#include "store/sealed_letter_permits.hpp"

#include <gtest/gtest.h>

namespace chant::store {
namespace {

using campaign::letter_act;
using campaign::letter_permit;

constexpr std::array acts{letter_act::unsubscribe, letter_act::confirm, letter_act::erase};

letter_permit some_permit(letter_act act) {
  campaign::session_id session;
  session.bytes.fill(std::byte{7});
  campaign::event_id letter;
  letter.bytes.fill(std::byte{9});
  return campaign::permit_for(act, session, letter, "zh-Hans", timestamp{std::chrono::hours(24)});
}

sealed_letter_permits permits(std::uint8_t number) {
  secret_key key;
  key.fill(std::byte{number});
  return sealed_letter_permits(key);
}

TEST(LetterPermits, OpenUnderTheirKeyAndForTheirActAlone) {
  for (const auto made : acts) {
    const auto token = permits(1).seal(some_permit(made));
    EXPECT_EQ(permits(1).open(made, token).value(), some_permit(made));
    EXPECT_EQ(permits(2).open(made, token).error().code, "link_unknown");
    for (const auto tried : acts)
      EXPECT_EQ(permits(1).open(tried, token).has_value(), tried == made);
  }
}

TEST(LetterPermits, CannotBeChangedInAnyBit) {
  const auto token = permits(1).seal(some_permit(letter_act::erase));
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(permits(1).open(letter_act::erase, forged)) << i;
  }
  for (const auto* wrong : {"", "A", "AAAA", "../../etc/passwd"})
    EXPECT_EQ(permits(1).open(letter_act::erase, wrong).error().code, "link_unknown") << wrong;
  EXPECT_FALSE(permits(1).open(letter_act::erase, token.substr(1)));
  EXPECT_FALSE(permits(1).open(letter_act::erase, token + std::string(1000, 'A')));
}

TEST(LetterPermits, AreTheSameTextEachTimeAndShowNothing) {
  const auto permit = some_permit(letter_act::unsubscribe);
  const auto token = permits(1).seal(permit);
  EXPECT_EQ(permits(1).seal(permit), token);
  EXPECT_LE(token.size(), 128U);
  const auto raw = from_base64url(token).value();
  EXPECT_EQ(raw.find(permit.session.view()), raw.npos);
  EXPECT_EQ(raw.find(permit.letter.view()), raw.npos);
  EXPECT_EQ(raw.find("zh-Hans"), raw.npos);
}

TEST(LetterPermits, ShareNoBytesWhereTheirFansDiffer) {
  auto other = some_permit(letter_act::unsubscribe);
  other.session.bytes.back() = std::byte{8};
  const auto a = permits(1).seal(some_permit(letter_act::unsubscribe));
  const auto b = permits(1).seal(other);
  EXPECT_NE(a.substr(0, 16), b.substr(0, 16));
}

TEST(LetterPermits, EndWhenTheirActShould) {
  const timestamp asked{std::chrono::hours(24)};
  EXPECT_EQ(some_permit(letter_act::unsubscribe).expires, std::nullopt);
  EXPECT_EQ(some_permit(letter_act::confirm).expires, asked + std::chrono::days(7));
  EXPECT_EQ(some_permit(letter_act::erase).expires, asked + std::chrono::days(90));
}

}  // namespace
}  // namespace chant::store
