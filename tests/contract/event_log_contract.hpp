// What every event log must do, whatever lies beneath it. An implementation takes part with a
// `Subject` that has: log() -> event_log&, close() -> void (drains, then refuses).
#pragma once

#include "store/event_log.hpp"
#include "tests/store/log_events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

namespace chant::tests {

using store::append_receipt;
using store::append_request;
using store::expected_version;
using store::log_limits;
using store::log_offset;
using store::new_event;
using store::recorded_event;
using store::session_id;
using store::stream_version;

template <class Subject>
class EventLogContract : public testing::Test {
 protected:
  store::event_log& log() { return subject_.log(); }
  result<append_receipt> append(append_request request) {
    return append_and_wait(log(), std::move(request));
  }
  Subject subject_;
};

TYPED_TEST_SUITE_P(EventLogContract);

TYPED_TEST_P(EventLogContract, StartsEmpty) {
  EXPECT_EQ(this->log().head(), log_offset(0));
  EXPECT_TRUE(this->log().read_from(log_offset(0), 10).value().empty());
  EXPECT_TRUE(this->log().read_stream(stream_named(1), stream_version(0), 10).value().empty());
  EXPECT_EQ(this->log().stats().value().events, 0u);
}

TYPED_TEST_P(EventLogContract, KeepsEveryFieldOfAnEvent) {
  auto e = an_event(4, std::string("\0binary\xff", 8));
  const auto receipt = this->append({stream_named(1), expected_version::no_stream(), {e}});
  ASSERT_TRUE(receipt) << receipt.error().detail;
  EXPECT_EQ(receipt->last_offset, log_offset(0));
  EXPECT_EQ(receipt->last_version, stream_version(1));
  EXPECT_FALSE(receipt->repeated);

  const auto stream = this->log().read_stream(stream_named(1), stream_version(0), 10).value();
  const auto tail = this->log().read_from(log_offset(0), 10).value();
  for (const auto& read : {stream, tail}) {
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].offset, log_offset(0));
    EXPECT_EQ(read[0].stream, stream_named(1));
    EXPECT_EQ(read[0].version, stream_version(1));
    EXPECT_EQ(read[0].id, e.id);
    EXPECT_EQ(read[0].type, e.type);
    EXPECT_EQ(read[0].schema, e.schema);
    EXPECT_EQ(read[0].at, e.at);
    EXPECT_EQ(read[0].payload, e.payload);
  }
}

TYPED_TEST_P(EventLogContract, AppendsAllEventsOfARequestSideBySide) {
  ASSERT_TRUE(this->append({stream_named(1), expected_version::any(), events(0, 3)}));
  const auto receipt =
      this->append({stream_named(1), expected_version::exactly(stream_version(3)), events(3, 16)});
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->last_version, stream_version(19));
  EXPECT_EQ(receipt->last_offset, log_offset(18));
}

TYPED_TEST_P(EventLogContract, RefusesAStaleOrPrematureVersion) {
  ASSERT_TRUE(this->append({stream_named(1), expected_version::no_stream(), events(0, 2)}));
  for (const auto& expected :
       {expected_version::no_stream(), expected_version::exactly(stream_version(1)),
        expected_version::exactly(stream_version(3))}) {
    const auto refused = this->append({stream_named(1), expected, events(10, 1)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, errc::conflict);
    EXPECT_EQ(refused.error().code, "version_conflict");
    EXPECT_THAT(refused.error().detail, testing::HasSubstr("2"));
  }
  const auto absent =
      this->append({stream_named(2), expected_version::exactly(stream_version(1)), events(20, 1)});
  EXPECT_EQ(code_of(absent), "version_conflict");
  EXPECT_EQ(this->log().head(), log_offset(2));
}

TYPED_TEST_P(EventLogContract, TakesARetryForWhatItIs) {
  ASSERT_TRUE(this->append({stream_named(1), expected_version::no_stream(), events(0, 2)}));
  ASSERT_TRUE(
      this->append({stream_named(1), expected_version::exactly(stream_version(2)), events(2, 3)}));
  const auto first = this->append({stream_named(1), expected_version::no_stream(), events(0, 2)});
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_TRUE(first->repeated);
  EXPECT_EQ(first->last_version, stream_version(2));
  EXPECT_EQ(first->last_offset, log_offset(1));
  const auto second =
      this->append({stream_named(1), expected_version::exactly(stream_version(2)), events(2, 3)});
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->repeated);
  EXPECT_EQ(second->last_offset, log_offset(4));
  EXPECT_EQ(this->log().head(), log_offset(5));
}

TYPED_TEST_P(EventLogContract, IsNotFooledByARetryThatDiffers) {
  ASSERT_TRUE(this->append({stream_named(1), expected_version::no_stream(), events(0, 2)}));
  auto one_differs = events(0, 2);
  one_differs[1].id = an_event(77).id;
  EXPECT_EQ(code_of(this->append({stream_named(1), expected_version::no_stream(), one_differs})),
            "version_conflict");
  EXPECT_EQ(code_of(this->append({stream_named(1), expected_version::no_stream(), events(0, 3)})),
            "version_conflict");
}

TYPED_TEST_P(EventLogContract, TakesARetryQueuedBehindItsOriginal) {
  std::vector<std::promise<result<append_receipt>>> outcomes(8);
  for (auto& outcome : outcomes) {
    this->log().append({stream_named(1), expected_version::no_stream(), events(0, 2)},
                       [&outcome](result<append_receipt> r) { outcome.set_value(std::move(r)); });
  }
  int fresh = 0;
  for (auto& outcome : outcomes) {
    const auto receipt = outcome.get_future().get();
    ASSERT_TRUE(receipt) << receipt.error().detail;
    EXPECT_EQ(receipt->last_offset, log_offset(1));
    fresh += receipt->repeated ? 0 : 1;
  }
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(this->log().head(), log_offset(2));
}

TYPED_TEST_P(EventLogContract, LetsOneOfManyRacingAppendersThrough) {
  constexpr std::uint64_t threads = 8;
  constexpr std::uint32_t rounds = 40;
  std::atomic<int> won{0};
  std::atomic<int> lost{0};
  {
    std::vector<std::jthread> racers;
    std::latch start(threads);
    for (std::uint64_t t = 0; t < threads; ++t) {
      racers.emplace_back([&, t] {
        start.arrive_and_wait();
        for (std::uint32_t round = 0; round < rounds; ++round) {
          const auto outcome = this->append({stream_named(1),
                                             expected_version::exactly(stream_version(round)),
                                             {an_event(1000 + t * rounds + round)}});
          if (outcome && !outcome->repeated) ++won;
          if (!outcome && outcome.error().kind == errc::conflict) ++lost;
        }
      });
    }
  }
  const auto stream = this->log().read_stream(stream_named(1), stream_version(0), 1000).value();
  EXPECT_EQ(won + lost, static_cast<int>(threads * rounds));
  EXPECT_EQ(static_cast<std::size_t>(won.load()), stream.size());
  EXPECT_GE(won.load(), 1);
  EXPECT_LE(won.load(), static_cast<int>(rounds));
  for (std::size_t i = 0; i < stream.size(); ++i) EXPECT_EQ(stream[i].version.value(), i + 1);
}

TYPED_TEST_P(EventLogContract, NumbersConcurrentAppendsWithoutGaps) {
  constexpr std::uint64_t threads = 4;
  constexpr std::uint32_t each = 50;
  {
    std::vector<std::jthread> appenders;
    for (std::uint64_t t = 0; t < threads; ++t) {
      appenders.emplace_back([&, t] {
        for (std::uint32_t i = 0; i < each; ++i) {
          EXPECT_TRUE(this->append({stream_named(t),
                                    expected_version::exactly(stream_version(i)),
                                    {an_event(t * each + i)}}));
        }
      });
    }
  }
  const auto all = this->log().read_from(log_offset(0), threads * each + 1).value();
  ASSERT_EQ(all.size(), threads * each);
  std::map<session_id, std::uint32_t> versions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].offset, log_offset(i));
    EXPECT_EQ(all[i].version, stream_version(++versions[all[i].stream]));
  }
  EXPECT_EQ(this->log().stats().value().sessions, threads);
}

TYPED_TEST_P(EventLogContract, KeepsTheOrderOfOneStreamsRequests) {
  constexpr std::uint32_t count = 200;
  std::vector<std::uint32_t> completed;
  std::promise<void> all_done;
  for (std::uint32_t i = 0; i < count; ++i) {
    this->log().append(
        {stream_named(1), expected_version::exactly(stream_version(i)), {an_event(i)}},
        [&, i](result<append_receipt> r) {
          EXPECT_TRUE(r) << r.error().detail;
          completed.push_back(i);
          if (completed.size() == count) all_done.set_value();
        });
  }
  all_done.get_future().get();
  EXPECT_TRUE(std::ranges::is_sorted(completed));
}

TYPED_TEST_P(EventLogContract, RefusesWhatExceedsItsLimits) {
  EXPECT_EQ(code_of(this->append({stream_named(1), expected_version::any(), {}})), "append_empty");
  EXPECT_EQ(code_of(this->append({stream_named(1), expected_version::any(),
                                  events(0, log_limits::events_per_append + 1)})),
            "append_too_long");
  EXPECT_EQ(code_of(this->append({stream_named(1),
                                  expected_version::any(),
                                  {an_event(1, std::string(log_limits::payload_bytes + 1, 'x'))}})),
            "payload_too_large");
  EXPECT_TRUE(this->append({stream_named(1),
                            expected_version::any(),
                            {an_event(1, std::string(log_limits::payload_bytes, 'x'))}}));
  EXPECT_EQ(this->log().head(), log_offset(1));
}

TYPED_TEST_P(EventLogContract, ReadsAStreamInPages) {
  ASSERT_TRUE(this->append({stream_named(1), expected_version::any(), events(0, 5)}));
  ASSERT_TRUE(this->append({stream_named(2), expected_version::any(), events(5, 5)}));
  ASSERT_TRUE(this->append({stream_named(1), expected_version::any(), events(10, 5)}));
  const auto page = this->log().read_stream(stream_named(1), stream_version(4), 3).value();
  ASSERT_EQ(page.size(), 3u);
  EXPECT_EQ(page[0].version, stream_version(5));
  EXPECT_EQ(page[1].id, an_event(10).id);
  EXPECT_EQ(page[2].version, stream_version(7));
  EXPECT_TRUE(this->log().read_stream(stream_named(1), stream_version(10), 3).value().empty());
  EXPECT_TRUE(this->log().read_stream(stream_named(1), stream_version(0), 0).value().empty());
}

TYPED_TEST_P(EventLogContract, ReadsTheLogInPages) {
  for (std::uint64_t i = 0; i < 10; ++i) {
    ASSERT_TRUE(this->append({stream_named(i), expected_version::any(), events(i * 3, 3)}));
  }
  const auto page = this->log().read_from(log_offset(7), 5).value();
  ASSERT_EQ(page.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(page[i].offset, log_offset(7 + i));
    EXPECT_EQ(page[i].id, an_event(7 + i).id);
  }
  EXPECT_EQ(this->log().read_from(log_offset(28), 5).value().size(), 2u);
  EXPECT_TRUE(this->log().read_from(log_offset(30), 5).value().empty());
  EXPECT_TRUE(this->log().read_from(log_offset(99), 5).value().empty());
}

TYPED_TEST_P(EventLogContract, FindsAnEventByItsLookup) {
  seeded_random random(5);
  campaign::share_id here;
  campaign::share_id absent;
  campaign::fill_random(here, random);
  campaign::fill_random(absent, random);
  auto three = events(0, 3);
  three[1].lookup = here;
  ASSERT_TRUE(this->append({stream_named(1), expected_version::any(), three}));
  const auto found = this->log().find(here);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, three[1].id);
  EXPECT_EQ(found->version, stream_version(2));
  const auto missing = this->log().find(absent);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, errc::not_found);
}

TYPED_TEST_P(EventLogContract, TellsWatchersOfEveryCommitUntilTheyLeave) {
  std::promise<void> reached;
  std::atomic<std::uint64_t> seen{0};
  auto watching = this->log().watch([&](log_offset head) {
    if (seen.exchange(head.value()) < 6 && head.value() >= 6) reached.set_value();
  });
  ASSERT_TRUE(this->append({stream_named(1), expected_version::any(), events(0, 3)}));
  ASSERT_TRUE(this->append({stream_named(1), expected_version::any(), events(3, 3)}));
  reached.get_future().get();
  watching.reset();
  ASSERT_TRUE(this->append({stream_named(1), expected_version::any(), events(6, 3)}));
  EXPECT_EQ(seen.load(), 6u);
}

TYPED_TEST_P(EventLogContract, ShowsWhatItHasAcknowledged) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto receipt =
        this->append({stream_named(1), expected_version::any(), {an_event(i)}}).value();
    EXPECT_GT(this->log().head(), receipt.last_offset);
    EXPECT_EQ(this->log().read_from(receipt.last_offset, 1).value().at(0).id, an_event(i).id);
    EXPECT_EQ(this->log()
                  .read_stream(stream_named(1), stream_version(static_cast<std::uint32_t>(i)), 9)
                  .value()
                  .size(),
              1u);
  }
}

TYPED_TEST_P(EventLogContract, LetsACompletionAppendAgain) {
  std::promise<std::uint64_t> last;
  std::function<void(std::uint64_t)> next = [&](std::uint64_t i) {
    this->log().append({stream_named(1), expected_version::any(), {an_event(i)}},
                       [&, i](result<append_receipt> r) {
                         if (i < 500) return next(i + 1);
                         last.set_value(r.value().last_offset.value());
                       });
  };
  next(0);
  EXPECT_EQ(last.get_future().get(), 500u);
}

TYPED_TEST_P(EventLogContract, FinishesWhatIsQueuedWhenClosed) {
  std::atomic<int> acknowledged{0};
  for (std::uint64_t i = 0; i < 100; ++i) {
    this->log().append({stream_named(i), expected_version::no_stream(), {an_event(i)}},
                       [&](result<append_receipt> r) { acknowledged += r ? 1 : 0; });
  }
  this->subject_.close();
  EXPECT_EQ(acknowledged.load(), 100);
  const auto late = this->append({stream_named(1), expected_version::any(), {an_event(500)}});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, errc::unavailable);
  EXPECT_EQ(late.error().code, "log_closing");
}

REGISTER_TYPED_TEST_SUITE_P(EventLogContract, StartsEmpty, KeepsEveryFieldOfAnEvent,
                            AppendsAllEventsOfARequestSideBySide, RefusesAStaleOrPrematureVersion,
                            TakesARetryForWhatItIs, IsNotFooledByARetryThatDiffers,
                            TakesARetryQueuedBehindItsOriginal, LetsOneOfManyRacingAppendersThrough,
                            NumbersConcurrentAppendsWithoutGaps, KeepsTheOrderOfOneStreamsRequests,
                            RefusesWhatExceedsItsLimits, ReadsAStreamInPages, ReadsTheLogInPages,
                            FindsAnEventByItsLookup, TellsWatchersOfEveryCommitUntilTheyLeave,
                            ShowsWhatItHasAcknowledged, LetsACompletionAppendAgain,
                            FinishesWhatIsQueuedWhenClosed);

}  // namespace chant::tests
