#include "mail/transfer_encoding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using chant::mail::base64;
using chant::mail::base64_lines;
using chant::mail::quoted_printable;

TEST(Base64, MatchesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

TEST(Base64, BreaksLinesAt76) {
  const auto lines = base64_lines(std::string(58, 'x'));
  EXPECT_EQ(lines.find("\r\n"), 76U);
  EXPECT_TRUE(lines.ends_with("==\r\n"));
  EXPECT_EQ(base64_lines(""), "");
}

TEST(QuotedPrintable, LeavesReadableTextReadable) {
  EXPECT_EQ(quoted_printable("Hello, Zoe!\n"), "Hello, Zoe!\r\n");
  EXPECT_EQ(quoted_printable("a=b"), "a=3Db\r\n");
  EXPECT_EQ(quoted_printable("\xc3\xab"), "=C3=AB\r\n");
}

TEST(QuotedPrintable, GuardsWhatRelaysSpoil) {
  EXPECT_EQ(quoted_printable("trailing \nnext"), "trailing=20\r\nnext\r\n");
  EXPECT_EQ(quoted_printable(".\nx"), "=2E\r\nx\r\n");
  EXPECT_EQ(quoted_printable("cr\rhere"), "cr=0Dhere\r\n");
}

TEST(QuotedPrintable, KeepsLinesWithin76) {
  const auto encoded = quoted_printable(std::string(200, 'x') + std::string(120, '\xc3') +
                                        std::string(80, '.') + " " + std::string(75, 'y'));
  for (std::size_t at = 0; at < encoded.size();) {
    const auto end = encoded.find("\r\n", at);
    EXPECT_LE(end - at, 76U);
    EXPECT_NE(encoded[at], '.');
    at = end + 2;
  }
}

}  // namespace
