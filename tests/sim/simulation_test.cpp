// CHANT_SIM_SEEDS runs that many seeds instead of the usual number, CHANT_SIM_FIRST begins there:
// a failing seed is repeated with CHANT_SIM_FIRST=<seed> CHANT_SIM_SEEDS=1.
#include "tests/sim/simulation.hpp"

#include "base/log.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace chant::sim {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

report run(std::uint64_t seed, bool no_version_check = false) {
  return simulation({.seed = seed, .no_version_check = no_version_check}).run();
}

struct Simulation : testing::Test {
  // Failures are made on purpose by the thousand.
  Simulation() { log::set_level(static_cast<log::level>(from_environment("CHANT_SIM_LOG", 4))); }

  const std::uint64_t first = from_environment("CHANT_SIM_FIRST", 0);
  const std::uint64_t seeds = from_environment("CHANT_SIM_SEEDS", 600);
};

TEST_F(Simulation, HoldsItsPromisesWhateverGoesWrong) {
  report sum;
  for (auto seed = first; seed < first + seeds; ++seed) {
    const auto r = run(seed);
    for (const auto& sentence : r.violations) ADD_FAILURE() << "seed " << seed << ": " << sentence;
    sum.steps += r.steps;
    sum.events += r.events;
    sum.acknowledged += r.acknowledged;
    sum.conflicts += r.conflicts;
    sum.node_deaths += r.node_deaths;
    if (HasFailure()) break;
  }
  RecordProperty("steps", std::to_string(sum.steps));
  RecordProperty("events", std::to_string(sum.events));
  std::printf(
      "%llu seeds: %llu steps, %llu events, %llu acknowledged, %llu conflicts, %llu deaths\n",
      static_cast<unsigned long long>(seeds), static_cast<unsigned long long>(sum.steps),
      static_cast<unsigned long long>(sum.events),
      static_cast<unsigned long long>(sum.acknowledged),
      static_cast<unsigned long long>(sum.conflicts),
      static_cast<unsigned long long>(sum.node_deaths));
  // Runs in which nothing happens prove nothing.
  EXPECT_GT(sum.events, 10 * seeds);
  EXPECT_GE(sum.conflicts, seeds / 10);
  EXPECT_GE(sum.node_deaths, seeds / 10);
}

TEST_F(Simulation, TheSameSeedIsTheSameRun) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto once = run(seed);
    const auto twice = run(seed);
    ASSERT_EQ(once.trace, twice.trace) << "seed " << seed;
    ASSERT_EQ(once.events, twice.events) << "seed " << seed;
  }
}

TEST_F(Simulation, OtherSeedsAreOtherRuns) { EXPECT_NE(run(1).trace, run(2).trace); }

TEST_F(Simulation, FindsALogThatDoesNotCheckVersions) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) found += !run(seed, true).violations.empty();
  std::printf("the planted defect is found by %d of 100 seeds\n", found);
  EXPECT_GT(found, 0);
}

}  // namespace
}  // namespace chant::sim
