#include "base/ascii.hpp"

#include <gtest/gtest.h>

namespace chant {
namespace {

TEST(Ascii, LowersItsOwnCapitalsAlone) {
  EXPECT_EQ(ascii_lowered("Content-TYPE @[`{ 09"), "content-type @[`{ 09");
  EXPECT_EQ(ascii_lowered("ÀÉ"), "ÀÉ");  // bytes of UTF-8 stay as they are
}

TEST(Ascii, ComparesWithoutRegardToCapitals) {
  EXPECT_TRUE(same_in_ascii("zh-HANS", "ZH-hans"));
  EXPECT_FALSE(same_in_ascii("zh", "zh-Hans"));
  EXPECT_FALSE(same_in_ascii("a@", "a`"));  // they differ by the bit that capitals differ by
  EXPECT_TRUE(same_in_ascii("", ""));
}

}  // namespace
}  // namespace chant
