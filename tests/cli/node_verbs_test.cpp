#include "cli/node_verbs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chant::cli {
namespace {

using testing::HasSubstr;

constexpr auto ready_status =
    R"({"version":"0.1.0","campaign":"demo","port":8080,"uptime_seconds":61,"head":1234,)"
    R"("sessions":7,"artworks":5,"subscribers":2,"ready":true,"reasons":[]})";
constexpr auto draining_status =
    R"({"version":"0.1.0","campaign":"demo","port":8080,"uptime_seconds":61,"head":1234,)"
    R"("sessions":7,"artworks":5,"subscribers":2,"ready":false,"reasons":["draining","disk_nearly_full"]})";

/// A node that answers these bodies one after the other, the last one for ever; "" is no answer.
admin_call node_saying(std::vector<std::string> bodies) {
  return [bodies = std::move(bodies), next = 0UZ](std::string_view) mutable -> result<admin_reply> {
    const auto& body = bodies[std::min(next++, bodies.size() - 1)];
    if (body.empty())
      return std::unexpected(error{errc::timeout, "node_unreachable", "no node", ""});
    return admin_reply{200, body};
  };
}

struct said {
  std::ostringstream out;
  std::ostringstream err;
  io streams{out, err, output_format::table};
};

TEST(Health, IsOkWhenTheNodeIsReady) {
  said s;
  EXPECT_EQ(show_health(node_saying({ready_status}), {}, s.streams), exit_code::ok);
  EXPECT_THAT(s.out.str(), HasSubstr("log head     1,234"));
  EXPECT_THAT(s.out.str(), HasSubstr("up           1 min 1 s"));
}

TEST(Health, IsDegradedWithReasonsWhenTheNodeIsNotReady) {
  said s;
  EXPECT_EQ(show_health(node_saying({draining_status}), {}, s.streams), exit_code::degraded);
  EXPECT_THAT(s.out.str(), HasSubstr("draining, disk_nearly_full"));
}

TEST(Health, SaysThatTheCampaignIsFrozen) {
  said s;
  const std::string frozen = R"({"campaign":"demo","frozen":true,"ready":true,"reasons":[]})";
  EXPECT_EQ(show_health(node_saying({frozen}), {}, s.streams), exit_code::ok);
  EXPECT_THAT(s.out.str(), HasSubstr("campaign     demo (frozen)"));
}

TEST(Health, PassesTheStatusOnAsJson) {
  said s;
  s.streams.format = output_format::json;
  EXPECT_EQ(show_health(node_saying({ready_status}), {}, s.streams), exit_code::ok);
  EXPECT_EQ(s.out.str(), std::string(ready_status) + "\n");
}

TEST(Health, WaitsForANodeThatComesUp) {
  said s;
  int waits = 0;
  const patience two_seconds{.total = std::chrono::seconds(2), .sleep = [&](auto) { ++waits; }};
  EXPECT_EQ(show_health(node_saying({"", draining_status, ready_status}), two_seconds, s.streams),
            exit_code::ok);
  EXPECT_EQ(waits, 2);
}

TEST(Health, GivesUpWhenPatienceEnds) {
  said s;
  int waits = 0;
  const patience half_a_second{.total = std::chrono::milliseconds(500),
                               .sleep = [&](auto) { ++waits; }};
  const auto done = show_health(node_saying({""}), half_a_second, s.streams);
  ASSERT_FALSE(done);
  EXPECT_EQ(exit_code_of(done.error()), exit_code::unreachable);
  EXPECT_EQ(waits, 5);
}

TEST(Health, DoesNotTrustAnAnswerItCannotRead) {
  for (const auto* body : {"<html>", "[]", "{}"}) {
    said s;
    EXPECT_NE(show_health(node_saying({body}), {}, s.streams), exit_code::ok) << body;
  }
}

TEST(Pools, AreListedWithTheirLag) {
  said s;
  const auto node =
      node_saying({R"([{"name":"renderer","workers":2,"busy":1,"queued":3,"done":4567,"failed":0,)"
                   R"("checkpoint":9001,"lag_events":12,"lag_seconds":0.25,"state":"running"}])"});
  EXPECT_EQ(list_pools(node, s.streams), exit_code::ok);
  EXPECT_THAT(s.out.str(), HasSubstr("renderer        2     1       3  4,567       0       9,001"));
  EXPECT_THAT(s.out.str(), HasSubstr("running"));
}

TEST(Pools, AreDegradedWhenOneStandsStill) {
  said s;
  EXPECT_EQ(list_pools(node_saying({R"([{"name":"mailer","state":"stalled"}])"}), s.streams),
            exit_code::degraded);
}

}  // namespace
}  // namespace chant::cli
