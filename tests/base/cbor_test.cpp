// CBOR by the examples of RFC 8949, appendix A, and what a reader must not take.
#include "base/cbor.hpp"

#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace chant::cbor {
namespace {

template <class Write>
std::string written(Write write) {
  std::string out;
  writer to(out);
  write(to);
  return to_hex(as_bytes(out));
}

std::string raw(std::string_view hex) { return from_hex(hex).value(); }

TEST(CborWriter, UsesTheShortestHead) {
  const std::pair<std::uint64_t, const char*> vectors[] = {
      {0, "00"},
      {23, "17"},
      {24, "1818"},
      {255, "18ff"},
      {256, "190100"},
      {65535, "19ffff"},
      {65536, "1a00010000"},
      {4294967295, "1affffffff"},
      {4294967296, "1b0000000100000000"},
      {std::numeric_limits<std::uint64_t>::max(), "1bffffffffffffffff"}};
  for (const auto& [value, hex] : vectors) {
    EXPECT_EQ(written([&](writer& to) { to.unsigned_integer(value); }), hex);
    const std::string bytes = raw(hex);
    reader from(bytes);
    EXPECT_EQ(from.unsigned_integer(), value);
    EXPECT_TRUE(from.done());
  }
}

TEST(CborWriter, WritesNegativeNumbers) {
  const std::pair<std::int64_t, const char*> vectors[] = {
      {-1, "20"},
      {-100, "3863"},
      {-1000, "3903e7"},
      {1000, "1903e8"},
      {std::numeric_limits<std::int64_t>::min(), "3b7fffffffffffffff"}};
  for (const auto& [value, hex] : vectors) {
    EXPECT_EQ(written([&](writer& to) { to.integer(value); }), hex);
    const std::string bytes = raw(hex);
    reader from(bytes);
    EXPECT_EQ(from.integer(), value);
    EXPECT_TRUE(from.done());
  }
}

TEST(CborWriter, WritesStructures) {
  EXPECT_EQ(written([](writer& to) {
              to.map(2);
              to.text("a");
              to.boolean(true);
              to.text("b");
              to.array(3);
              to.bytes("\x01\x02");
              to.null();
              to.boolean(false);
            }),
            "a26161f56162834201"
            "02f6f4");
}

TEST(CborReader, ReadsWhatItIsAskedFor) {
  const std::string bytes =
      raw("a26161f561628342"
          "0102f6f4");
  reader from(bytes);
  EXPECT_EQ(from.map(), 2U);
  EXPECT_FALSE(from.take_text("b"));
  EXPECT_TRUE(from.take_text("a"));
  EXPECT_TRUE(from.boolean());
  EXPECT_EQ(from.text(), "b");
  EXPECT_EQ(from.array(), 3U);
  EXPECT_EQ(from.bytes(), "\x01\x02");
  EXPECT_TRUE(from.take_null());
  EXPECT_FALSE(from.take_null());
  EXPECT_FALSE(from.done());
  EXPECT_FALSE(from.boolean());
  EXPECT_TRUE(from.done());
}

TEST(CborReader, FailsForGoodAtTheFirstMisfit) {
  const std::string bytes = raw("0102");
  reader from(bytes);
  EXPECT_EQ(from.text(), "");
  EXPECT_FALSE(from.ok());
  EXPECT_EQ(from.unsigned_integer(), 0U);
  EXPECT_FALSE(from.done());
}

TEST(CborReader, RefusesLongHeadsIndefiniteLengthsAndReservedOnes) {
  for (const char* hex : {"1800", "1817", "190001", "1900ff", "1a0000ffff", "1b00000000ffffffff",
                          "1c", "1f", "18", "1900"}) {
    const std::string bytes = raw(hex);
    reader from(bytes);
    static_cast<void>(from.unsigned_integer());
    EXPECT_FALSE(from.ok()) << hex;
  }
  for (const char* hex : {"5f4101ff", "7f6161ff", "9f01ff", "bf616101ff"}) {
    const std::string bytes = raw(hex);
    reader from(bytes);
    from.skip();
    EXPECT_FALSE(from.ok()) << hex;
  }
}

TEST(CborReader, NeverPromisesMoreItemsThanThereAreBytes) {
  const std::string many = raw("9affffffff01");
  reader array(many);
  EXPECT_EQ(array.array(), 0U);
  EXPECT_FALSE(array.ok());
  const std::string pairs = raw("a2010203");  // three bytes hold no two pairs
  reader map(pairs);
  EXPECT_EQ(map.map(), 0U);
  EXPECT_FALSE(map.ok());
}

TEST(CborReader, StopsAtTheEnd) {
  for (const char* hex : {"", "42", "4201", "5bffffffffffffffff", "6361"}) {
    const std::string bytes = raw(hex);
    reader from(bytes);
    EXPECT_EQ(from.bytes(), "") << hex;
    EXPECT_FALSE(from.ok()) << hex;
  }
}

TEST(CborReader, RefusesTextThatIsNoUtf8) {
  const std::string bytes = raw("62c328");
  reader from(bytes);
  EXPECT_EQ(from.text(), "");
  EXPECT_FALSE(from.ok());
}

TEST(CborReader, RefusesIntegersBeyondItsType) {
  for (const char* hex : {"1b8000000000000000", "3b8000000000000000", "20"}) {
    const std::string bytes = raw(hex);
    reader from(bytes);
    if (std::string_view(hex) == "20") {
      static_cast<void>(from.unsigned_integer());
    } else {
      static_cast<void>(from.integer());
    }
    EXPECT_FALSE(from.ok()) << hex;
  }
}

TEST(CborReader, SkipsOneValueOfAnyKind) {
  for (const char* hex : {"00", "3903e7", "420102", "626162", "80", "a0",
                          "83018202038204"
                          "05",
                          "f4", "f6", "f7", "f818", "f93e00", "fa47c35000", "fb3ff199999999999a",
                          "c074323031332d30332d32315432303a30343a30305a",
                          "a2616101616282"
                          "0203"}) {
    const std::string bytes = raw(hex) + raw("07");
    reader from(bytes);
    from.skip();
    EXPECT_EQ(from.unsigned_integer(), 7U) << hex;
    EXPECT_TRUE(from.done()) << hex;
  }
}

TEST(CborReader, SkipsToItsDepthAndNoFurther) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '\x81') + '\x00'; };
  const std::string just = nested(depth_max);
  reader deep(just);
  deep.skip();
  EXPECT_TRUE(deep.done());
  const std::string beyond = nested(depth_max + 1);
  reader deeper(beyond);
  deeper.skip();
  EXPECT_FALSE(deeper.ok());
}

}  // namespace
}  // namespace chant::cbor
