// The words of consents, found by their digest.
#include "campaign/wordings.hpp"

#include "base/sha256.hpp"

#include <gtest/gtest.h>

namespace chant::campaign {
namespace {

wording terms_in(std::string language, std::string text, std::string version = "1") {
  return {.purpose = "terms",
          .version = std::move(version),
          .language = std::move(language),
          .text = std::move(text)};
}

TEST(Wordings, AreFoundByTheDigestOfTheirText) {
  wordings all;
  all.add(terms_in("fr", "J’accepte."));
  // SHA-256 of those bytes in UTF-8, by another program.
  const std::string digest = "ebbcb32a2f21a97e3bd68b1fab911d93df7fa942f11212a3f4d15238f0806cc9";
  EXPECT_EQ(all.find("terms", digest),
            (shown_wording{.version = "1", .language = "fr", .sha256 = digest}));
  EXPECT_EQ(all.find("newsletter", digest), std::nullopt) << "another purpose";
  EXPECT_EQ(all.find("terms", sha256({"J’accepte"}).hex()), std::nullopt) << "another text";
  EXPECT_EQ(all.find("terms", ""), std::nullopt);
}

TEST(Wordings, WhatIsKnownStaysWhenOthersCome) {
  wordings now;
  now.add(terms_in("en", "I accept.", "2"));
  wordings before;
  before.add(terms_in("en", "I accept.", "1"));
  before.add(terms_in("en", "I agree.", "1"));
  now.add_all(before);
  EXPECT_EQ(now.size(), 2U);
  EXPECT_EQ(now.find("terms", sha256({"I accept."}).hex())->version, "2");
  EXPECT_EQ(now.find("terms", sha256({"I agree."}).hex())->version, "1");
}

}  // namespace
}  // namespace chant::campaign
