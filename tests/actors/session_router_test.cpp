#include "actors/session_router.hpp"

#include "actors/session_actor.hpp"

#include "tests/actors/session_house.hpp"

#include <caf/resumable.hpp>

#include <algorithm>

namespace chant::actors {
namespace {

using namespace std::chrono_literals;

const auto fan = session_number(1);

struct Router : session_house {
  explicit Router(router_options routing = {.max_active = 4, .idle_ticks = 3})
      : session_house(routing) {}

  /// Runs the router's messages and nobody else's.
  void run_router_alone() {
    while (system.scheduler.prioritize(router)) system.scheduler.run_once();
  }
};

TEST_F(Router, AnIdleSessionLeavesMemoryAndComesBackWhole) {
  ASSERT_TRUE(ask(fan, open_in_english));
  EXPECT_EQ(metrics.active.value(), 1);
  pass(2s);
  EXPECT_EQ(metrics.active.value(), 1);
  pass(1s);
  EXPECT_EQ(metrics.active.value(), 0);
  const auto state = view(fan);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->country, "FR");
}

TEST_F(Router, ACommandMeetingASessionOnItsWayOutIsNotLost) {
  ASSERT_TRUE(ask(fan, open_in_english));
  pass(2s);
  system.scheduler.advance_time(1s);
  run_router_alone();  // it has asked the session to leave …
  const auto slot = submit(fan, order(1, "Zoë"));
  run_router_alone();  // … and keeps back the command
  settle();
  ASSERT_TRUE(slot->has_value());
  ASSERT_TRUE(**slot);
  EXPECT_EQ((**slot)->state.artworks.size(), 1U);
  EXPECT_EQ(metrics.passivated.value(), 1U);
}

TEST_F(Router, WhatIsKeptBackIsBounded) {
  ASSERT_TRUE(ask(fan, open_in_english));
  pass(2s);
  system.scheduler.advance_time(1s);
  run_router_alone();
  std::vector<std::shared_ptr<answer>> slots;
  for (std::size_t i = 0; i < session_router::max_kept_back + 1; ++i)
    slots.push_back(submit(fan, open_in_english));
  run_router_alone();
  settle();
  EXPECT_TRUE(**slots.front());
  EXPECT_EQ((*slots.back())->error().code, "overloaded");
}

TEST_F(Router, ABusySessionStaysAndAnswers) {
  const auto slot = submit(fan, open_in_english);
  settle(/*with_log=*/false);
  for (int i = 0; i < 10; ++i) {
    system.scheduler.advance_time(1s);
    settle(/*with_log=*/false);
  }
  EXPECT_EQ(metrics.active.value(), 1);
  const auto late = submit(fan, order(1, "Zoë"));
  settle();
  EXPECT_TRUE(**slot);
  EXPECT_TRUE(**late);
}

TEST_F(Router, HoldsNoMoreSessionsThanAllowed) {
  for (std::uint8_t n = 1; n <= 20; ++n) ASSERT_TRUE(ask(session_number(n), open_in_english));
  EXPECT_EQ(metrics.active.value(), 4);
  // The latest are the ones in memory: seeing them reads nothing.
  const auto before = metrics.recovered.value();
  EXPECT_TRUE(view(session_number(20)));
  EXPECT_EQ(metrics.recovered.value(), before);
  EXPECT_TRUE(view(session_number(1)));
  EXPECT_EQ(metrics.recovered.value(), before + 1);
}

TEST_F(Router, TurnsAwayNewSessionsWhileAllAreBusy) {
  std::vector<std::shared_ptr<answer>> slots;
  for (std::uint8_t n = 1; n <= 8; ++n) slots.push_back(submit(session_number(n), open_in_english));
  settle(/*with_log=*/false);
  ASSERT_TRUE(slots.back()->has_value());
  EXPECT_EQ((*slots.back())->error().code, "overloaded");
  settle();
  EXPECT_TRUE(**slots.front());
  pass(4s);
  EXPECT_TRUE(ask(session_number(8), open_in_english));
}

TEST_F(Router, AKilledSessionIsRecoveredFromTheLog) {
  ASSERT_TRUE(ask(fan, open_in_english));
  ASSERT_TRUE(ask(fan, order(1, "Zoë")));
  // The only actor with a message to run is the session the view was sent to.
  service->view(fan, [](result<campaign::session>) {});
  run_router_alone();
  ASSERT_EQ(system.scheduler.jobs.size(), 1U);
  auto& session = system.scheduler.next_job<session_actor>();
  caf::anon_send_exit(session.address(), caf::exit_reason::kill);
  settle();
  EXPECT_EQ(metrics.active.value(), 0);
  const auto state = view(fan);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->artworks.size(), 1U);
}

}  // namespace
}  // namespace chant::actors
