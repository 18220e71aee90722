#include "actors/job_threads.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <set>

namespace chant::actors {
namespace {

using priority = job_queue::priority;

/// Keeps the only worker busy until it is let go.
struct occupied {
  explicit occupied(job_threads& threads) {
    std::promise<void> began;
    EXPECT_TRUE(threads.post(priority::urgent, [&](unsigned) {
      began.set_value();
      gate.get_future().wait();
    }));
    began.get_future().wait();
  }
  void let_go() { gate.set_value(); }
  std::promise<void> gate;
};

TEST(JobThreads, WhatIsUrgentComesFirst) {
  job_threads threads("test", 1, 10);
  occupied worker(threads);
  std::vector<char> order;
  ASSERT_TRUE(threads.post(priority::background, [&](unsigned) { order.push_back('b'); }));
  ASSERT_TRUE(threads.post(priority::urgent, [&](unsigned) { order.push_back('u'); }));
  ASSERT_TRUE(threads.post(priority::urgent, [&](unsigned) { order.push_back('v'); }));
  EXPECT_EQ(threads.depth(), 3U);
  worker.let_go();
  threads.close();
  EXPECT_THAT(order, testing::ElementsAre('u', 'v', 'b'));
}

TEST(JobThreads, AFullQueueSaysNo) {
  job_threads threads("test", 1, 2);
  occupied worker(threads);
  EXPECT_TRUE(threads.post(priority::background, [](unsigned) {}));
  EXPECT_TRUE(threads.post(priority::background, [](unsigned) {}));
  EXPECT_FALSE(threads.post(priority::background, [](unsigned) {}));
  EXPECT_TRUE(threads.post(priority::urgent, [](unsigned) {}));
  worker.let_go();
}

TEST(JobThreads, ClosingRunsWhatIsQueuedAndTakesNoMore) {
  std::atomic<int> ran{0};
  job_threads threads("test", 3, 1000);
  for (int i = 0; i < 500; ++i)
    ASSERT_TRUE(threads.post(priority::background, [&](unsigned) { ++ran; }));
  threads.close();
  EXPECT_EQ(ran, 500);
  EXPECT_FALSE(threads.post(priority::urgent, [&](unsigned) { ++ran; }));
}

TEST(JobThreads, EachWorkerKnowsItsNumber) {
  job_threads threads("test", 2, 10);
  std::promise<unsigned> a;
  std::promise<unsigned> b;
  std::promise<void> both;
  auto met = both.get_future().share();
  // Neither ends before the other has begun: two workers it must be.
  ASSERT_TRUE(threads.post(priority::urgent, [&](unsigned w) { a.set_value(w), met.wait(); }));
  ASSERT_TRUE(threads.post(priority::urgent, [&](unsigned w) { b.set_value(w), met.wait(); }));
  const std::set workers{a.get_future().get(), b.get_future().get()};
  both.set_value();
  EXPECT_THAT(workers, testing::ElementsAre(0U, 1U));
}

}  // namespace
}  // namespace chant::actors
