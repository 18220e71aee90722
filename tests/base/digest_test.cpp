#include "base/sha1.hpp"
#include "base/sha256.hpp"

#include <gtest/gtest.h>

namespace chant {
namespace {

// FIPS 180-4, examples of one block and of two.
constexpr std::string_view two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

TEST(Digest, IsThatOfTheStandard) {
  EXPECT_EQ(sha1("abc").hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1(two_blocks).hex(), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(sha256({"abc"}).hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, OfPiecesIsThatOfTheWhole) {
  for (std::size_t cut = 0; cut <= two_blocks.size(); ++cut) {
    sha256_stream stream;
    stream.add(two_blocks.substr(0, cut));
    stream.add(two_blocks.substr(cut));
    EXPECT_EQ(stream.finish(), sha256({two_blocks})) << cut;
  }
}

}  // namespace
}  // namespace chant
