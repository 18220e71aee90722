#include "actors/pending_requests.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

namespace chant::actors {
namespace {

using slot = std::shared_ptr<std::optional<errc>>;

/// A completion that notes the kind of error it got; errc::internal stands for success.
completion<campaign::outcome> noting(const slot& into) {
  return [into](const result<campaign::outcome>& a) {
    EXPECT_FALSE(into->has_value()) << "called twice";
    *into = a ? errc::internal : a.error().kind;
  };
}

slot empty() { return std::make_shared<std::optional<errc>>(); }

TEST(PendingRequests, AnAnswerReachesItsCallerOnce) {
  pending_requests pending(16, 8);
  const auto heard = empty();
  auto done = noting(heard);
  const auto request = pending.add(done);
  ASSERT_TRUE(request);
  pending.complete(*request, campaign::outcome{});
  pending.complete(*request, campaign::outcome{});
  EXPECT_EQ(*heard, errc::internal);
  EXPECT_EQ(pending.size(), 0U);
}

TEST(PendingRequests, AFullTableLeavesTheCompletionAlone) {
  pending_requests pending(32, 8);
  std::vector<std::uint64_t> taken;
  for (int i = 0; i < 32; ++i) {
    auto done = noting(empty());
    taken.push_back(pending.add(done).value());
  }
  const auto heard = empty();
  auto done = noting(heard);
  EXPECT_FALSE(pending.add(done));
  ASSERT_TRUE(done);
  pending.complete(taken[7], campaign::outcome{});
  EXPECT_TRUE(pending.add(done));
  EXPECT_FALSE(heard->has_value());
}

TEST(PendingRequests, TimeRunsOutForEachByItself) {
  pending_requests pending(16, 3);
  const auto early = empty();
  const auto late = empty();
  auto first = noting(early);
  ASSERT_TRUE(pending.add(first));
  pending.tick();
  auto second = noting(late);
  ASSERT_TRUE(pending.add(second));
  pending.tick();
  EXPECT_FALSE(early->has_value());
  pending.tick();
  EXPECT_EQ(*early, errc::timeout);
  EXPECT_FALSE(late->has_value());
  pending.tick();
  EXPECT_EQ(*late, errc::timeout);
}

TEST(PendingRequests, AnAnswerThatComesTooLateMeetsNobodyElse) {
  pending_requests pending(16, 1);
  std::vector<std::uint64_t> old;
  for (int i = 0; i < 16; ++i) {
    auto done = noting(empty());
    old.push_back(pending.add(done).value());
  }
  pending.tick();
  const auto heard = empty();
  for (int i = 0; i < 16; ++i) {  // every slot is used again
    auto done = noting(i == 0 ? heard : empty());
    ASSERT_TRUE(pending.add(done));
  }
  for (const auto request : old) pending.complete(request, campaign::outcome{});
  EXPECT_FALSE(heard->has_value());
  EXPECT_EQ(pending.size(), 16U);
}

TEST(PendingRequests, ANumberNobodyGaveOutIsPassedOver) {
  pending_requests pending(16, 1);
  pending.complete(~std::uint64_t{0}, campaign::outcome{});
  pending.complete(0, campaign::outcome{});
  EXPECT_EQ(pending.size(), 0U);
}

TEST(PendingRequests, AtTheEndAllAreTold) {
  pending_requests pending(64, 8);
  std::vector<slot> heard;
  for (int i = 0; i < 40; ++i) {
    heard.push_back(empty());
    auto done = noting(heard.back());
    ASSERT_TRUE(pending.add(done));
  }
  pending.fail_all({.kind = errc::unavailable, .code = "draining", .detail = "", .field = {}});
  for (const auto& h : heard) EXPECT_EQ(*h, errc::unavailable);
}

}  // namespace
}  // namespace chant::actors
