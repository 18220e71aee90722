// How fast letters go: to a domain, altogether, to a relay that does not work.
#include "actors/domain_limits.hpp"
#include "actors/hourly_pace.hpp"
#include "actors/relay_circuit.hpp"

#include <gmock/gmock.h>

#include <string>

namespace chant::actors {
namespace {

using namespace std::chrono_literals;

constexpr timestamp start{1'000'000s};
constexpr std::string_view domain = "example.org";

bool takes(domain_limits& limits, timestamp now, std::string_view of = domain) {
  return limits.take(of, now) == 0us;
}

TEST(DomainLimits, LetAsManyGoAtOnceAsWasAgreed) {
  domain_limits limits({.at_once = 2});
  EXPECT_TRUE(takes(limits, start));
  EXPECT_TRUE(takes(limits, start));
  EXPECT_FALSE(takes(limits, start));
  EXPECT_TRUE(takes(limits, start, "example.net"));
  limits.on_answer(domain, false, start, start);
  EXPECT_TRUE(takes(limits, start));
}

TEST(DomainLimits, KeepToTheRate) {
  domain_limits limits({.at_once = 1000, .per_second = 10});
  int sent = 0;
  for (int i = 0; i < 100; ++i) sent += takes(limits, start);
  EXPECT_EQ(sent, 10);
  for (int i = 0; i < 100; ++i) sent += takes(limits, start + 500ms);
  EXPECT_EQ(sent, 15);
}

TEST(DomainLimits, GiveEveryLetterThatWaitsItsOwnTurn) {
  domain_limits limits({.at_once = 1000, .per_second = 10});
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(takes(limits, start));
  const auto first = limits.take(domain, start);
  const auto second = limits.take(domain, start);
  const auto third = limits.take(domain, start);
  EXPECT_EQ(second - first, 100ms);
  EXPECT_EQ(third - second, 100ms);
  for (int i = 0; i < 100'000; ++i) ASSERT_LE(limits.take(domain, start), 10min);
}

TEST(DomainLimits, AreHalvedWhenTheDomainAsksForPatience) {
  domain_limits limits({.at_once = 16});
  ASSERT_TRUE(takes(limits, start));
  limits.on_answer(domain, true, start, start + 1s);
  EXPECT_EQ(limits.at_once(domain), 8U);
}

TEST(DomainLimits, AreNotHalvedAgainByLettersThatWereUnderWayBefore) {
  domain_limits limits({.at_once = 16});
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(takes(limits, start));
  for (int i = 0; i < 4; ++i) limits.on_answer(domain, true, start, start + 1s);
  EXPECT_EQ(limits.at_once(domain), 8U);
}

TEST(DomainLimits, LeaveADomainAloneThatCannotEvenTakeOne) {
  domain_limits limits({.at_once = 1});
  auto now = start;
  for (const auto rest : {1s, 2s, 4s}) {
    ASSERT_TRUE(takes(limits, now));
    limits.on_answer(domain, true, now, now);
    EXPECT_GE(limits.take(domain, now), rest);
    now += rest;
  }
}

TEST(DomainLimits, RecoverStepByStep) {
  domain_limits limits({.at_once = 4});
  ASSERT_TRUE(takes(limits, start));
  limits.on_answer(domain, true, start, start);
  ASSERT_EQ(limits.at_once(domain), 2U);
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(takes(limits, start + 1s));
    limits.on_answer(domain, false, start + 1s, start + 1s);
  }
  EXPECT_EQ(limits.at_once(domain), 4U);
}

TEST(DomainLimits, RememberABoundedNumberOfDomains) {
  domain_limits limits({.domains = 100});
  for (int i = 0; i < 1000; ++i) {
    const auto name = std::to_string(i) + ".example";
    ASSERT_TRUE(takes(limits, start, name));
    limits.give_back(name);
  }
  EXPECT_EQ(limits.domains(), 100U);
}

TEST(DomainLimits, KnowARequestForPatience) {
  EXPECT_TRUE(asks_for_patience("421 4.7.0"));
  EXPECT_TRUE(asks_for_patience("454"));
  EXPECT_FALSE(asks_for_patience("452 4.2.2"));
  EXPECT_FALSE(asks_for_patience("connection_lost"));
}

int sent(hourly_pace& pace, timestamp from, std::chrono::seconds during) {
  int all = 0;
  for (auto now = from; now < from + during; now += 1s) all += pace.take(now);
  return all;
}

TEST(HourlyPace, KeepsToTheRateOfAnHour) {
  hourly_pace pace({.per_hour = 60});
  EXPECT_NEAR(sent(pace, start, 1h), 60, 1);
}

TEST(HourlyPace, DoublesDailyUpToWhatWasAgreed) {
  hourly_pace pace({.per_hour = 300, .per_hour_start = 100});
  pace.began(start);
  EXPECT_EQ(pace.per_hour(start + 23h), 100);
  EXPECT_EQ(pace.per_hour(start + 24h), 200);
  EXPECT_EQ(pace.per_hour(start + 48h), 300);
  EXPECT_EQ(pace.per_hour(start + 24h * 10'000), 300);
}

TEST(HourlyPace, WithoutALimitLetsEverythingGo) {
  hourly_pace pace({});
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(pace.take(start));
}

TEST(RelayCircuit, StaysClosedForALostConnection) {
  relay_circuit circuit;
  circuit.on_trouble(start, 0);
  EXPECT_EQ(circuit.limit(start, 8), 8U);
}

TEST(RelayCircuit, PausesLongerAndLongerAndLetsOneLetterFindOut) {
  relay_circuit circuit;
  for (int i = 0; i < 3; ++i) circuit.on_trouble(start, 0.99);
  EXPECT_TRUE(circuit.open(start));
  EXPECT_EQ(circuit.limit(start + 1s, 8), 1U);
  circuit.on_trouble(start + 1s, 0.99);
  EXPECT_TRUE(circuit.open(start + 1s + 900ms));
  EXPECT_FALSE(circuit.open(start + 3s));
  circuit.on_answer();
  EXPECT_EQ(circuit.limit(start + 3s, 8), 8U);
}

}  // namespace
}  // namespace chant::actors
