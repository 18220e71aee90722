// The draw is fair: every entry, and every order of entries, comes as often as every other; and it
// can be done again from what is published.
#include "campaign/draw.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace chant::campaign {
namespace {

using testing::Each;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::SizeIs;

draw_entry entry(std::uint32_t number) {
  draw_entry e;
  for (std::size_t i = 0; i < 4; ++i) e.bytes[i] = std::byte(number >> (24 - 8 * i));
  return e;
}

std::uint32_t number_of(const draw_entry& e) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number = number << 8U | std::to_integer<std::uint32_t>(e.bytes[i]);
  return number;
}

std::vector<draw_entry> entries(std::uint32_t count) {
  std::vector<draw_entry> all;
  for (std::uint32_t n = 0; n < count; ++n) all.push_back(entry(n));
  return all;
}

sha256_digest seed(std::uint64_t number) { return sha256({"seed ", std::to_string(number)}); }

/// How far counts are from equal: about their number where chance alone is at work.
double chi_square(const std::vector<std::uint64_t>& counts) {
  double sum = 0;
  for (const auto c : counts) sum += static_cast<double>(c);
  const double expected = sum / static_cast<double>(counts.size());
  double distance = 0;
  for (const auto c : counts) {
    const double off = static_cast<double>(c) - expected;
    distance += off * off / expected;
  }
  return distance;
}

// Values that chance passes once in a thousand times, by degrees of freedom (NIST/SEMATECH
// e-Handbook of Statistical Methods, §1.3.6.7.4). Seeds are fixed: a test passes always or never.
constexpr double limit_2 = 13.816;
constexpr double limit_15 = 37.697;
constexpr double limit_23 = 49.728;
constexpr double limit_99 = 148.230;

TEST(DrawNumbers, AreSpreadEvenlyOverARangeThatAPlainModuloFavoursTheStartOf) {
  // Modulo 3·2^62 folds the last quarter of all 64-bit numbers onto the first third.
  constexpr std::uint64_t range = std::uint64_t{3} << 62U;
  const auto thirds_of = [](const std::function<std::uint64_t(draw_numbers&)>& one) {
    std::vector<std::uint64_t> thirds(3);
    draw_numbers numbers(seed(1));
    for (int i = 0; i < 30'000; ++i) ++thirds[one(numbers) >> 62U];
    return chi_square(thirds);
  };
  EXPECT_LT(thirds_of([](draw_numbers& n) { return n.below(range); }), limit_2);
  EXPECT_GT(thirds_of([](draw_numbers& n) { return n.next() % range; }), limit_2);
}

TEST(DrawNumbers, StayBelowTheirBound) {
  draw_numbers numbers(seed(2));
  for (const std::uint64_t bound :
       {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{7}, std::uint64_t{1} << 63U,
        (std::uint64_t{1} << 63U) + 1, ~std::uint64_t{0}})
    for (int i = 0; i < 100; ++i) EXPECT_LT(numbers.below(bound), bound);
}

TEST(PrizeDraw, GivesEveryEntryTheSameChanceToWin) {
  std::vector<std::uint64_t> won(100);
  for (std::uint64_t s = 0; s < 20'000; ++s) ++won[number_of(draw(seed(s), entries(100), 1)[0])];
  EXPECT_LT(chi_square(won), limit_99);
}

TEST(PrizeDraw, GivesEveryEntryTheSameChanceToBeAmongTheDrawn) {
  std::vector<std::uint64_t> drawn(16);
  for (std::uint64_t s = 0; s < 8'000; ++s)
    for (const auto& e : draw(seed(s), entries(16), 5)) ++drawn[number_of(e)];
  EXPECT_LT(chi_square(drawn), limit_15);
}

TEST(PrizeDraw, GivesEveryOrderTheSameChanceWhichExchangingWithAnyPlaceDoesNot) {
  const auto orders_of = [](const std::function<std::vector<draw_entry>(std::uint64_t)>& shuffled) {
    std::map<std::vector<draw_entry>, std::uint64_t> seen;
    auto order = entries(4);
    do seen[order] = 0;
    while (std::ranges::next_permutation(order).found);
    for (std::uint64_t s = 0; s < 24'000; ++s) ++seen.at(shuffled(s));
    std::vector<std::uint64_t> counts;
    for (const auto& [of, count] : seen) counts.push_back(count);
    return chi_square(counts);
  };
  EXPECT_LT(orders_of([](std::uint64_t s) { return draw(seed(s), entries(4), 4); }), limit_23);
  EXPECT_GT(orders_of([](std::uint64_t s) {
              auto all = entries(4);
              draw_numbers numbers(seed(s));
              for (std::size_t k = 0; k < 4; ++k) std::swap(all[k], all[numbers.below(4)]);
              return all;
            }),
            limit_23);
}

TEST(PrizeDraw, DrawsNobodyTwice) {
  const auto drawn = draw(seed(3), entries(1'000), 400);
  EXPECT_THAT(std::set(drawn.begin(), drawn.end()), SizeIs(400));
}

TEST(PrizeDraw, IsTheSameInWhateverOrderEntriesComeAndHoweverOften) {
  auto all = entries(500);
  const auto drawn = draw(seed(4), all, 20);
  std::ranges::reverse(all);
  EXPECT_EQ(draw(seed(4), all, 20), drawn);
  std::ranges::rotate(all, all.begin() + 123);
  all.push_back(all.front());
  EXPECT_EQ(draw(seed(4), all, 20), drawn);
}

TEST(PrizeDraw, DrawsTheSameWinnersHoweverManySubstitutesFollow) {
  const auto few = draw(seed(5), entries(500), 3);
  const auto many = draw(seed(5), entries(500), 30);
  EXPECT_THAT(std::vector(many.begin(), many.begin() + 3), ElementsAreArray(few));
}

TEST(PrizeDraw, IsAnotherForAnotherSeed) {
  EXPECT_NE(draw(seed(6), entries(500), 5), draw(seed(7), entries(500), 5));
}

TEST(PrizeDraw, KnowsNoneOneAndFewerThanThereAreToWin) {
  EXPECT_THAT(draw(seed(8), {}, 3), IsEmpty());
  EXPECT_THAT(draw(seed(8), entries(10), 0), IsEmpty());
  EXPECT_THAT(draw(seed(8), entries(1), 3), ElementsAreArray(entries(1)));
  auto all = draw(seed(8), entries(10), 99);
  EXPECT_NE(all, entries(10));
  std::ranges::sort(all);
  EXPECT_EQ(all, entries(10));
}

TEST(PrizeDraw, HasASeedOfEverythingThatGoesIntoIt) {
  const draw_ingredients all{
      .draw = "prize", .salt = {}, .chain = sha256({"chain"}), .beacon = "4 8 15 16 23 42"};
  std::set<sha256_digest> seeds{seed_of(all)};
  auto other = all;
  other.draw = "prizf";
  seeds.insert(seed_of(other));
  other = all;
  other.salt.bytes[31] = std::byte{1};
  seeds.insert(seed_of(other));
  other = all;
  other.chain = sha256({"other chain"});
  seeds.insert(seed_of(other));
  other = all;
  other.beacon = "4 8 15 16 23 43";
  seeds.insert(seed_of(other));
  EXPECT_THAT(seeds, SizeIs(5));
}

// Computed by another program, in Python, from docs/draw.md alone.
TEST(PrizeDraw, IsWhatAnotherProgramComputes) {
  draw_salt salt;
  for (std::size_t i = 0; i < salt.bytes.size(); ++i) salt.bytes[i] = std::byte(i);
  const auto seeded = seed_of(
      {.draw = "prize", .salt = salt, .chain = sha256({"chain"}), .beacon = "4 8 15 16 23 42"});
  std::vector<draw_entry> all;
  for (int i = 0; i < 1'000; ++i) {
    const auto session = session_id::from_raw(sha256({std::to_string(i)}).view().substr(0, 16));
    all.push_back(entry_of("prize", *session));
  }
  std::ranges::sort(all);
  std::vector<std::string> drawn;
  for (const auto& e : draw(seeded, all, 5)) drawn.push_back(e.hex());

  EXPECT_EQ(commitment_to("prize", salt).hex(),
            "2159875f58e4bc3607ace6e7bf31ddf5f8a62566651b67cf1f427f19805c0380");
  EXPECT_EQ(seeded.hex(), "ba19a227a5cef8af6cccee0cd61368823d2072e9e2b293365fa8914dce8149f1");
  EXPECT_EQ(digest_of(all).hex(),
            "de7ae632a5a4dc2117f13b437c8f23afde01ea85038dcb317fee1f254cd6f741");
  EXPECT_THAT(drawn, ElementsAreArray(
                         {"6196a2f843903b20cd19a0b0d299e012", "5ef092924b1ffd8fe4cab770c056ea58",
                          "fc4fabe2aabe51e5898ae59ff8326bf1", "d19dcdcbd27925eb97eac3128cdf4036",
                          "0ac65850727f5b9275ada51fcf57da4d"}));
}

TEST(PrizeDraw, HasANameOfAFewPlainLetters) {
  EXPECT_TRUE(check_draw_name("prize"));
  EXPECT_TRUE(check_draw_name("week-2"));
  EXPECT_TRUE(check_draw_name(std::string(40, 'a')));
  for (const std::string_view wrong : {"", "Prize", "a b", "a/b", "..", "prix-é"})
    EXPECT_FALSE(check_draw_name(wrong)) << wrong;
  EXPECT_FALSE(check_draw_name(std::string(41, 'a')));
}

}  // namespace
}  // namespace chant::campaign
