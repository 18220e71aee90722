#include "store/sealed_take_grants.hpp"

#include <gtest/gtest.h>

namespace chant::store {
namespace {

take_grant some_grant() {
  take_grant grant;
  grant.take.bytes.fill(std::byte{1});
  grant.session.bytes.fill(std::byte{2});
  grant.size_bytes = 123'456;
  grant.kind = campaign::media_kind::webm;
  grant.expires = timestamp{std::chrono::hours(24)};
  return grant;
}

secret_key key(std::uint8_t number) {
  secret_key k;
  k.fill(std::byte{number});
  return k;
}

TEST(TakeGrants, OpenUnderTheirKeyAlone) {
  system_random chance;
  sealed_take_grants grants(key(1), chance);
  const auto token = grants.seal(some_grant());
  EXPECT_EQ(sealed_take_grants(key(1), chance).open(token).value(), some_grant());
  EXPECT_EQ(sealed_take_grants(key(2), chance).open(token).error().code, "grant_invalid");
  auto any = some_grant();
  any.kind.reset();
  EXPECT_EQ(grants.open(grants.seal(any)).value(), any);
}

TEST(TakeGrants, CannotBeChangedInAnyBit) {
  system_random chance;
  sealed_take_grants grants(key(1), chance);
  const auto token = grants.seal(some_grant());
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(grants.open(forged)) << i;
  }
  for (const auto* wrong : {"", "A", "AAAA", "../../etc/passwd"})
    EXPECT_EQ(grants.open(wrong).error().code, "grant_invalid") << wrong;
  EXPECT_FALSE(grants.open(token.substr(1)));
  EXPECT_FALSE(grants.open(token + std::string(1000, 'A')));
}

TEST(TakeGrants, AreAnotherTextEachTimeAndShowNoSession) {
  system_random chance;
  sealed_take_grants grants(key(1), chance);
  const auto token = grants.seal(some_grant());
  EXPECT_NE(grants.seal(some_grant()), token);
  EXPECT_LE(token.size(), 128U);
  const auto raw = from_base64url(token).value();
  EXPECT_EQ(raw.find(some_grant().session.view()), raw.npos);
}

TEST(TakeGrants, KeysForOnePurposeOpenNothingOfAnother) {
  const auto a = derived_key(key(1), "one");
  EXPECT_EQ(a, derived_key(key(1), "one"));
  EXPECT_NE(a, derived_key(key(1), "another"));
  EXPECT_NE(a, derived_key(key(2), "one"));
  EXPECT_NE(a, key(1));
}

}  // namespace
}  // namespace chant::store
