#include "store/hash_chain.hpp"

#include <gtest/gtest.h>

namespace chant::tests {
namespace {

using campaign::log_offset;
using store::chain_link;
using store::hash_chain;

std::string record(std::uint64_t n) { return "record " + std::to_string(n); }

hash_chain chain_of(std::uint64_t count) {
  hash_chain chain;
  for (std::uint64_t i = 0; i < count; ++i) chain.add(record(i), "", i % 4 == 0);
  return chain;
}

TEST(HashChain, IsTheDigestTheFormatNames) {
  const std::string zero(32, '\0');
  const std::string length("\0\0\0\x08", 4);
  EXPECT_EQ(chain_of(0).digest().view(), zero);
  EXPECT_EQ(chain_of(2).digest(), sha256({zero, length, "record 0", length, "record 1"}));
}

TEST(HashChain, DoesNotCareWhereARecordIsCutInTwo) {
  hash_chain one;
  hash_chain two;
  one.add("abc", "def", false);
  two.add("", "abcdef", false);
  EXPECT_EQ(one.digest(), two.digest());
}

TEST(HashChain, TellsRecordsApartThatRunTogether) {
  hash_chain one;
  hash_chain two;
  one.add("ab", "", false);
  one.add("c", "", false);
  two.add("a", "", false);
  two.add("bc", "", false);
  EXPECT_NE(one.digest(), two.digest());
}

TEST(HashChain, LinksEveryHundredsOfRecordsAndGoesOnFromALink) {
  hash_chain chain;
  std::optional<chain_link> link;
  std::uint64_t added = 0;
  while (!link) link = chain.add(record(added), "", added % 4 == 0), ++added;
  EXPECT_EQ(added, chain_link::events_per_link);
  EXPECT_EQ(link->digest, chain.digest());
  EXPECT_EQ(link->streams, added / 4);

  hash_chain resumed(log_offset(added), *link);
  resumed.add(record(added), "", true);
  chain.add(record(added), "", true);
  EXPECT_EQ(resumed.digest(), chain.digest());
  EXPECT_EQ(resumed.at(), chain.at());
  EXPECT_EQ(resumed.streams(), chain.streams());
}

TEST(HashChain, ChangesWithEveryRecordBeforeIt) {
  const auto sound = chain_of(600).digest();
  for (const std::uint64_t changed : {0U, 255U, 256U, 599U}) {
    hash_chain chain;
    for (std::uint64_t i = 0; i < 600; ++i)
      chain.add(i == changed ? "other" : record(i), "", false);
    EXPECT_NE(chain.digest(), sound) << changed;
  }
}

TEST(HashChain, LinkReadsBack) {
  const chain_link link{sha256({"x"}), 0x0102030405060708};
  const auto back = chain_link::parse(link.bytes());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->digest, link.digest);
  EXPECT_EQ(back->streams, link.streams);
  EXPECT_FALSE(chain_link::parse(link.bytes() + "x"));
}

}  // namespace
}  // namespace chant::tests
