#include "actors/consumer.hpp"

#include "tests/actors/memory_ports.hpp"
#include "tests/actors/stepped_jobs.hpp"
#include "tests/actors/stepped_system.hpp"

#include <gmock/gmock.h>
#include <caf/send.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace chant::actors {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint16_t wanted = 1;
constexpr std::uint16_t unwanted = 2;

error failing(errc kind) { return {.kind = kind, .code = "test", .detail = "", .field = {}}; }

/// Keeps what it was given until the test says what became of it.
struct patient_sink final : event_sink {
  [[nodiscard]] bool wants(std::uint16_t type) const override { return type == wanted; }
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override {
    seen.push_back(event.offset.value());
    open[event.offset.value()] = std::move(done);
    return taken::later;
  }
  void finish(std::uint64_t offset, result<void> outcome = {}) {
    auto node = open.extract(offset);
    ASSERT_TRUE(node) << offset;
    node.mapped()(std::move(outcome));
  }

  std::vector<std::uint64_t> seen;
  std::map<std::uint64_t, completion<void>> open;
};

/// Sums up offsets, at once.
struct folding_sink : event_sink {
  [[nodiscard]] bool wants(std::uint16_t) const override { return true; }
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void>) override {
    sum += event.offset.value();
    return taken::done;
  }
  [[nodiscard]] std::string state() const override { return std::to_string(sum); }
  void restore(std::string_view state) override {
    sum = state.empty() ? 0 : std::stoull(std::string(state));
  }

  std::uint64_t sum = 0;
};

struct Consumer : testing::Test {
  ~Consumer() override {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    actor = nullptr;
  }

  void append(std::uint16_t type) {
    store::new_event event{
        .id = {}, .type = type, .schema = 1, .at = clock.now(), .payload = "x", .lookup = {}};
    campaign::fill_random(event.id, random);
    kept.log.append({.stream = session_number(1),
                     .expected = store::expected_version::any(),
                     .events = {std::move(event)}},
                    [](const result<store::append_receipt>& r) { ASSERT_TRUE(r); });
  }
  void append(std::uint16_t type, int times) {
    for (; times > 0; --times) append(type);
  }
  void settle() {
    do {
      system.scheduler.run();
    } while (readers.run_one() || system.scheduler.has_job());
  }
  void pass(std::chrono::seconds time) {
    for (; time.count() > 0; --time) {
      clock.advance(1s);
      system.scheduler.advance_time(1s);
      settle();
    }
  }
  void start(event_sink& into, consumer_options options = {.credit = 2}) {
    actor = system.actors.spawn<consumer>(std::ref(env), options, std::ref(into), std::ref(status));
    settle();
  }
  /// The node dies and another starts.
  void restart(event_sink& into) {
    caf::anon_send_exit(actor, caf::exit_reason::kill);
    settle();
    start(into);
  }
  template <class Message>
  void tell(Message message) {
    caf::anon_send(actor, message);
    settle();
  }
  std::uint64_t saved_checkpoint() {
    return kept.checkpoints.load("test")->value_or(store::checkpoint{}).next.value();
  }

  seeded_random random{1};
  manual_clock clock;
  memory_store kept{random, /*manual=*/false};
  metrics::registry registry;
  stepped_jobs readers;
  consumer_env env{.log = kept.log,
                   .checkpoints = kept.checkpoints,
                   .readers = readers,
                   .clock = clock,
                   .random = random};
  consumer_status status{"test", 1, registry};
  patient_sink sink;
  stepped_system system;
  caf::actor actor;
};

TEST_F(Consumer, GivesOnlyWhatIsWantedAndNoMoreThanCredit) {
  append(wanted);
  append(unwanted);
  append(wanted, 3);
  start(sink);
  EXPECT_THAT(sink.seen, ElementsAre(0, 2));
  sink.finish(2);
  settle();
  EXPECT_THAT(sink.seen, ElementsAre(0, 2, 3));
}

TEST_F(Consumer, WakesWhenTheLogGrows) {
  start(sink);
  EXPECT_THAT(sink.seen, IsEmpty());
  append(wanted);
  settle();
  EXPECT_THAT(sink.seen, ElementsAre(0));
}

TEST_F(Consumer, TheCheckpointIsTheFirstOffsetNotDone) {
  append(wanted, 4);
  start(sink);
  sink.finish(1);
  settle();
  sink.finish(2);
  pass(1s);
  EXPECT_EQ(saved_checkpoint(), 0U);
  sink.finish(0);
  pass(1s);
  EXPECT_EQ(saved_checkpoint(), 3U);
}

TEST_F(Consumer, AfterADeathWhatWasNotDoneComesAgain) {
  append(wanted, 4);
  start(sink, {.credit = 3});
  sink.finish(0);
  sink.finish(2);
  pass(1s);
  patient_sink next;
  restart(next);
  EXPECT_THAT(next.seen, ElementsAre(1, 2));
}

TEST_F(Consumer, AFoldedStateBelongsToItsCheckpoint) {
  append(wanted, 5);
  folding_sink first;
  start(first);
  pass(1s);
  append(wanted, 2);  // folded, but the node dies before the next checkpoint
  settle();
  EXPECT_EQ(first.sum, 21U);
  folding_sink second;
  second.sum = 1000;
  restart(second);
  EXPECT_EQ(second.sum, 21U);
}

TEST_F(Consumer, SavesALargeStateAsSeldomAsTheSinkAsks) {
  struct final : folding_sink {
    [[nodiscard]] std::uint32_t ticks_between_saves() const override { return 10; }
  } large;
  append(wanted, 3);
  start(large);
  pass(9s);
  EXPECT_EQ(saved_checkpoint(), 0U);
  pass(1s);
  EXPECT_EQ(saved_checkpoint(), 3U);
  append(wanted);
  pass(9s);
  EXPECT_EQ(saved_checkpoint(), 3U);
  tell(consumer_stop{});
  EXPECT_EQ(saved_checkpoint(), 4U) << "the end is always saved";
}

TEST_F(Consumer, WhatFailsForNowIsTriedAgainLaterAndLater) {
  append(wanted);
  start(sink, {.credit = 2, .first_retry = 1000ms});
  sink.finish(0, std::unexpected(failing(errc::unavailable)));
  settle();
  EXPECT_THAT(sink.seen, SizeIs(1));
  pass(1s);
  EXPECT_THAT(sink.seen, SizeIs(2));
  sink.finish(0, std::unexpected(failing(errc::timeout)));
  settle();
  pass(2s);
  EXPECT_THAT(sink.seen, SizeIs(3));
  sink.finish(0);
  pass(1s);
  EXPECT_EQ(saved_checkpoint(), 1U);
  EXPECT_EQ(status.snapshot().done, 1U);
}

TEST_F(Consumer, AFailureDoesNotHoldUpTheOthers) {
  append(wanted, 10);
  start(sink, {.credit = 1, .first_retry = 3600s, .longest_retry = 3600s});
  sink.finish(0, std::unexpected(failing(errc::unavailable)));
  for (std::uint64_t n = 1; n < 10; ++n) {
    settle();
    sink.finish(n);
  }
  settle();
  EXPECT_THAT(sink.seen, SizeIs(10));
  EXPECT_EQ(status.snapshot().queue, 1U);
}

TEST_F(Consumer, WhatCanNeverWorkIsGivenUpAndCounted) {
  append(wanted, 2);
  start(sink);
  sink.finish(0, std::unexpected(failing(errc::refused)));
  settle();
  sink.finish(1);
  pass(1s);
  EXPECT_EQ(saved_checkpoint(), 2U);
  EXPECT_EQ(status.snapshot().failed, 1U);
}

TEST_F(Consumer, ADefectIsGivenUpInTheEnd) {
  append(wanted);
  start(sink, {.credit = 1, .first_retry = 1ms, .longest_retry = 1ms});
  for (int i = 0; i < 100 && !sink.open.empty(); ++i) {
    sink.finish(0, std::unexpected(failing(errc::internal)));
    settle();
    pass(1s);
  }
  EXPECT_EQ(status.snapshot().failed, 1U);
  EXPECT_EQ(saved_checkpoint(), 1U);
}

TEST_F(Consumer, PausedItFinishesWhatItHasAndTakesNothingNew) {
  append(wanted, 4);
  start(sink);
  tell(consumer_pause{});
  EXPECT_EQ(status.snapshot().state, "paused");
  sink.finish(0);
  sink.finish(1);
  pass(60s);
  EXPECT_THAT(sink.seen, SizeIs(2));
  EXPECT_EQ(status.snapshot().lag, 2U);
  tell(consumer_resume{});
  EXPECT_THAT(sink.seen, SizeIs(4));
  EXPECT_EQ(status.snapshot().state, "running");
}

TEST_F(Consumer, WorkThatGetsLostIsNoticedAndBegunAnew) {
  append(wanted, 2);
  start(sink, {.credit = 2, .stall_ticks = 10});
  sink.finish(0);
  settle();
  pass(9s);
  EXPECT_THAT(sink.seen, ElementsAre(0, 1));
  pass(1s);  // nothing has moved for ten seconds although offset 1 is out
  EXPECT_THAT(sink.seen, ElementsAre(0, 1, 1));
  sink.finish(1);
  pass(1s);
  EXPECT_EQ(saved_checkpoint(), 2U);
}

TEST_F(Consumer, ALostEventIsNoticedAlthoughTheOthersMove) {
  append(wanted);
  start(sink, {.credit = 2, .stall_ticks = 10});
  for (std::uint64_t n = 1; n <= 12; ++n) {
    append(wanted);
    pass(1s);
    if (sink.open.contains(n)) sink.finish(n);
  }
  EXPECT_GT(std::ranges::count(sink.seen, 0U), 1);
}

TEST_F(Consumer, WhatWaitsForAnotherTryIsNotLost) {
  append(wanted);
  start(sink, {.credit = 2, .stall_ticks = 3, .first_retry = 600s, .longest_retry = 600s});
  sink.finish(0, std::unexpected(failing(errc::unavailable)));
  pass(200s);
  EXPECT_THAT(sink.seen, SizeIs(1));
}

TEST_F(Consumer, AnAnswerFromBeforeItStartedOverIsNotBelieved) {
  append(wanted);
  start(sink, {.credit = 2, .stall_ticks = 5});
  auto stale = std::move(sink.open.at(0));
  pass(5s);
  ASSERT_THAT(sink.seen, ElementsAre(0, 0));
  stale({});
  pass(1s);
  EXPECT_EQ(saved_checkpoint(), 0U);
}

TEST_F(Consumer, NothingToDoIsNoStandstill) {
  append(wanted);
  start(sink, {.credit = 2, .stall_ticks = 3});
  sink.finish(0);
  pass(60s);
  EXPECT_THAT(sink.seen, SizeIs(1));
}

TEST_F(Consumer, AfterALongSilenceANewEventIsNoStandstill) {
  append(wanted);
  start(sink, {.credit = 2, .stall_ticks = 3});
  sink.finish(0);
  pass(60s);
  append(wanted);
  system.scheduler.run();  // it has begun to read, the disk has not answered
  system.scheduler.advance_time(1s);
  settle();
  EXPECT_THAT(sink.seen, ElementsAre(0, 1));
  EXPECT_THAT(registry.prometheus_text(),
              testing::HasSubstr("chant_consumer_stalls_total{consumer=\"test\"} 0"));
}

TEST_F(Consumer, AStoppingOneFinishesItsWorkAndSavesWhereItIs) {
  append(wanted, 4);
  start(sink);
  tell(consumer_stop{});
  sink.finish(0);
  settle();
  EXPECT_THAT(sink.seen, SizeIs(2));
  EXPECT_NE(status.snapshot().state, "stopped");
  sink.finish(1);
  settle();
  EXPECT_EQ(status.snapshot().state, "stopped");
  EXPECT_EQ(saved_checkpoint(), 2U);
}

TEST_F(Consumer, AFoldingOneCanStopWhilePaused) {
  append(wanted, 3);
  folding_sink folding;
  start(folding);
  tell(consumer_pause{});
  append(wanted, 2);
  settle();
  tell(consumer_stop{});
  EXPECT_EQ(status.snapshot().state, "stopped");
  EXPECT_EQ(saved_checkpoint(), 3U);
}

TEST_F(Consumer, AStoppingOneDoesNotWaitForEver) {
  append(wanted, 3);
  start(sink, {.credit = 2, .stop_ticks = 3});
  sink.finish(0);
  settle();
  tell(consumer_stop{});
  pass(4s);
  EXPECT_EQ(status.snapshot().state, "stopped");
  EXPECT_EQ(saved_checkpoint(), 1U);
}

TEST_F(Consumer, HoldsNoMoreThanItsWindow) {
  append(wanted, 2 * consumer::window);
  start(sink, {.credit = 2});
  EXPECT_LE(status.snapshot().queue, consumer::window);
  EXPECT_EQ(status.snapshot().lag, 2 * consumer::window);
}

TEST_F(Consumer, TellsHowOldItsOldestEventIs) {
  append(wanted);
  clock.advance(90s);
  start(sink);
  EXPECT_THAT(registry.prometheus_text(),
              testing::HasSubstr("chant_consumer_lag_seconds{consumer=\"test\"} 90"));
}

}  // namespace
}  // namespace chant::actors
