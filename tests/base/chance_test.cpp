// Clock, chance and ropes: what simulation and pictures stand on.
#include "base/clock.hpp"
#include "base/fraction.hpp"
#include "base/random.hpp"
#include "base/rope.hpp"

#include <gtest/gtest.h>

#include <array>

namespace chant {
namespace {

TEST(ManualClock, StandsStillUntilItIsMoved) {
  manual_clock c(timestamp(std::chrono::seconds(5)));
  EXPECT_EQ(c.now(), c.now());
  c.advance(std::chrono::milliseconds(2));
  EXPECT_EQ(c.now(), timestamp(std::chrono::microseconds(5'002'000)));
}

TEST(SeededRandom, RepeatsItselfAndFollowsSplitMix64) {
  seeded_random a(0);
  seeded_random b(0);
  EXPECT_EQ(a.next(), 0xE220A8397B1DCDAFULL);  // the reference implementation's first for seed 0
  std::array<std::byte, 13> of_a{};
  std::array<std::byte, 13> of_b{};
  static_cast<void>(b.next());
  a.fill(of_a);
  b.fill(of_b);
  EXPECT_EQ(of_a, of_b);
}

TEST(Fraction, IsSpreadEvenlyOverTheUnitInterval) {
  seeded_random r(7);
  constexpr int draws = 10'000;
  std::array<int, 10> tenths{};
  for (int i = 0; i < draws; ++i) {
    const double f = fraction(r);
    ASSERT_GE(f, 0);
    ASSERT_LT(f, 1);
    ++tenths.at(static_cast<std::size_t>(f * 10));
  }
  for (const int n : tenths) EXPECT_NEAR(n, draws / 10, 150);  // five standard deviations
}

TEST(SystemRandom, FillsEveryByte) {
  system_random r;
  std::array<std::byte, 64> bytes{};
  std::array<bool, 64> seen{};
  for (int round = 0; round < 64; ++round) {
    r.fill(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) seen[i] = seen[i] || bytes[i] != std::byte{};
  }
  for (const bool b : seen) EXPECT_TRUE(b);
}

TEST(Rope, JoinsPiecesAndKeepsTheirOwners) {
  auto shared = std::make_shared<const std::string>("prefix ");
  const std::weak_ptr<const std::string> watched = shared;
  rope r;
  r.append(shared, *shared);
  r.append(std::string("strip"));
  r.append(std::string());
  shared.reset();
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(r.flatten(), "prefix strip");
  EXPECT_EQ(r.size(), 12U);
  EXPECT_EQ(r.pieces().size(), 2U);
  r = {};
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace chant
