// The connection's state machine over a transport in memory: time passes when the test says so.
#include "http/connection.hpp"
#include "base/metrics.hpp"
#include "http/problem.hpp"
#include "tests/http/memory_transport.hpp"

#include <gtest/gtest.h>

namespace chant {
namespace {

class Connection : public ::testing::Test {
 protected:
  Connection() {
    std::vector<http::route> routes(3);
    routes[0] = {.name = "hello", .pattern = "/hello"};
    routes[0].endpoints.push_back({.run = [](http::exchange& e) {
      http::response r;
      r.text = "hi " + std::string(e.asked().query);
      e.answer(std::move(r));
    }});
    routes[1] = {.name = "later", .pattern = "/later"};
    routes[1].endpoints.push_back(
        {.deferring = true, .run = [this](http::exchange& e) { tickets.push_back(e.defer()); }});
    routes[2] = {.name = "put", .pattern = "/put"};
    routes[2].endpoints.push_back({.verb = http::method::put,
                                   .limited = true,
                                   .json_bytes = 1000,
                                   .run = [](http::exchange& e) { e.answer({}); }});
    router.emplace(registry, std::move(routes),
                   [](http::exchange& e) { e.answer(http::problem(404, "not_found", "")); });
  }

  /// A connection that has begun, under these limits.
  tests::memory_connection& connect(const http::connection_limits& limits = {}) {
    context.reset(new http::server_context{
        *router, limits, {}, "", http::rate_limit(rates), http::server_metrics(registry), time});
    box = std::make_shared<http::mailbox>([this] { ++wakes; });
    worker.emplace(*context, box);
    client =
        std::make_unique<tests::memory_connection>(*worker, http::ip_address::v4({9, 9, 9, 9}));
    client->begin();
    return *client;
  }

  void pass(unsigned seconds) {
    for (unsigned i = 0; i < seconds; ++i) {
      worker->tick();
      client->settle();
    }
  }

  void answer(std::size_t ticket, std::string text) {
    tickets[ticket].resume([text = std::move(text)](http::exchange& e) mutable {
      http::response r;
      r.text = std::move(text);
      e.answer(std::move(r));
    });
    worker->deliver();
    client->settle();
  }

  static constexpr std::string_view hello = "GET /hello?1 HTTP/1.1\r\nHost: a\r\n\r\n";
  static constexpr std::string_view later = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n";

  metrics::registry registry;
  manual_clock time;
  http::rate_limit::options rates;
  std::vector<http::ticket> tickets;
  int wakes = 0;
  std::optional<http::router> router;
  std::unique_ptr<http::server_context> context;
  std::shared_ptr<http::mailbox> box;
  std::optional<http::worker> worker;
  std::unique_ptr<tests::memory_connection> client;
};

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t n = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++n;
  return n;
}

TEST_F(Connection, AnswersARequestThatComesByteByByte) {
  auto& c = connect();
  for (const char byte : hello) c.receive(std::string(1, byte));
  EXPECT_EQ(count(c.sent(), "HTTP/1.1 200 OK\r\n"), 1U);
  EXPECT_TRUE(c.sent().ends_with("\r\n\r\nhi 1"));
}

TEST_F(Connection, AnswersPipelinedRequestsInOrderAndInOneWrite) {
  auto& c = connect();
  std::string many;
  for (int i = 0; i < 5; ++i)
    many += "GET /hello?" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  c.receive(many);
  std::size_t at = 0;
  for (int i = 0; i < 5; ++i) {
    at = c.sent().find("hi " + std::to_string(i), at);
    ASSERT_NE(at, std::string::npos);
  }
  EXPECT_EQ(c.writes(), 1);
}

TEST_F(Connection, HoldsLaterRequestsBackUntilTheDeferredOneIsAnswered) {
  auto& c = connect();
  c.receive(std::string(hello) + std::string(later) + std::string(hello));
  EXPECT_EQ(count(c.sent(), "HTTP/1.1 200"), 1U);
  answer(0, "at last");
  EXPECT_EQ(count(c.sent(), "HTTP/1.1 200"), 3U);
  EXPECT_LT(c.sent().find("at last"), c.sent().rfind("hi 1"));
}

TEST_F(Connection, AnswersWhenADeferredAnswerComesWhileItStillWrites) {
  auto& c = connect();
  c.stall();
  c.receive(std::string(hello) + std::string(later));
  answer(0, "at last");
  EXPECT_EQ(c.sent().find("at last"), std::string::npos);
  c.flow();
  EXPECT_TRUE(c.sent().ends_with("at last"));
}

TEST_F(Connection, AnswersForATicketThatWasDropped) {
  auto& c = connect();
  c.receive(later);
  tickets.clear();
  worker->deliver();
  c.settle();
  EXPECT_NE(c.sent().find("HTTP/1.1 500 "), std::string::npos);
  EXPECT_NE(c.sent().find("no_answer"), std::string::npos);
}

TEST_F(Connection, IgnoresAnAnswerForAConnectionThatIsGone) {
  auto& c = connect();
  c.receive(later);
  EXPECT_EQ(worker->deferred, 1U);
  c.hang_up();
  client.reset();
  EXPECT_EQ(worker->deferred, 0U);
  tickets[0].resume([](http::exchange&) { FAIL() << "answered nobody"; });
  worker->deliver();
}

TEST_F(Connection, WakesTheThreadOnceForManyDeliveries) {
  connect().receive(later);
  box->post({7, 1, [](http::exchange&) {}});
  box->post({8, 1, [](http::exchange&) {}});
  EXPECT_EQ(wakes, 1);
  worker->deliver();
  box->post({8, 1, [](http::exchange&) {}});
  EXPECT_EQ(wakes, 2);
}

TEST_F(Connection, ShedsWhenTooManyRequestsWait) {
  auto& c = connect({.deferred = 0});
  c.receive(later);
  EXPECT_NE(c.sent().find("HTTP/1.1 503 "), std::string::npos);
  EXPECT_NE(c.sent().find("Retry-After: 2\r\n"), std::string::npos);
  EXPECT_NE(c.sent().find("\"overloaded\""), std::string::npos);
}

TEST_F(Connection, EndsAHeaderThatDripsWhateverItsPace) {
  auto& c = connect();
  c.receive("GET /hello HTTP/1.1\r\n");
  for (int second = 0; second < 10; ++second) {
    EXPECT_FALSE(c.finished());
    c.receive("X: y\r\n");
    pass(1);
  }
  pass(1);
  EXPECT_TRUE(c.finished());
}

TEST_F(Connection, EndsAConnectionThatNeverAsks) {
  auto& c = connect();
  pass(10);
  EXPECT_FALSE(c.finished());
  pass(1);
  EXPECT_TRUE(c.finished());
}

TEST_F(Connection, EndsAnIdleConnectionAfterThirtySeconds) {
  auto& c = connect();
  c.receive(hello);
  pass(30);
  EXPECT_FALSE(c.finished());
  pass(1);
  EXPECT_TRUE(c.finished());
}

TEST_F(Connection, EndsABodySlowerThanTheMinimumRate) {
  const std::string head =
      "PUT /put HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
      "60000\r\n\r\n";
  auto& slow = connect();
  slow.receive(head);
  for (int i = 0; i < 10; ++i) {
    slow.receive(std::string(100, ' '));
    pass(1);
  }
  EXPECT_FALSE(slow.finished());
  pass(1);
  EXPECT_TRUE(slow.finished());
}

TEST_F(Connection, BearsABodyAtTheMinimumRate) {
  auto& c = connect();
  c.receive(
      "PUT /put HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
      "60000\r\n\r\n");
  for (int i = 0; i < 15; ++i) {
    c.receive(std::string(3500, ' '));
    pass(1);
  }
  EXPECT_FALSE(c.finished());
}

TEST_F(Connection, EndsAPeerThatTakesNothing) {
  auto& c = connect();
  c.stall();
  c.receive(hello);
  pass(30);
  EXPECT_FALSE(c.finished());
  pass(1);
  EXPECT_TRUE(c.finished());
}

TEST_F(Connection, BearsAPeerThatTakesABitEverySecond) {
  auto& c = connect();
  c.stall();
  c.receive(hello);
  for (int i = 0; i < 60; ++i) {
    c.take(1);
    pass(1);
  }
  EXPECT_FALSE(c.finished());
}

TEST_F(Connection, WaitsForTheDomainAsLongAsItTakes) {
  auto& c = connect();
  c.receive(later);
  pass(300);
  EXPECT_FALSE(c.finished());
}

TEST_F(Connection, ClosesAfterItsLastRequestAndDropsWhatFollows) {
  auto& c = connect({.requests = 2});
  c.receive(std::string(hello) + std::string(hello) + std::string(hello));
  EXPECT_EQ(count(c.sent(), "HTTP/1.1 200"), 2U);
  EXPECT_EQ(count(c.sent(), "Connection: close"), 1U);
  EXPECT_TRUE(c.sending_finished());
}

TEST_F(Connection, LingersUntilThePeerHasReadTheLastAnswer) {
  auto& c = connect();
  c.receive("nonsense\r\n\r\n");
  EXPECT_TRUE(c.sending_finished());
  c.receive(std::string(10'000, 'x'));
  EXPECT_FALSE(c.finished());
  c.hang_up();
  EXPECT_TRUE(c.finished());
}

TEST_F(Connection, LingersNoLongerThanTwoSecondsNorForAFlood) {
  auto& c = connect();
  c.receive("nonsense\r\n\r\n");
  pass(3);
  EXPECT_TRUE(c.finished());
  auto& flood = connect();
  flood.receive("nonsense\r\n\r\n");
  for (int i = 0; i < 2000 && !flood.finished(); ++i) flood.receive(std::string(1000, 'x'));
  EXPECT_TRUE(flood.finished());
}

TEST_F(Connection, SaysGoodbyeWhileDraining) {
  auto& c = connect();
  c.receive(later);
  worker->drain();
  answer(0, "done");
  EXPECT_NE(c.sent().find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(c.sending_finished());
}

TEST_F(Connection, EndsWhenIdleWhileDraining) {
  auto& c = connect();
  c.receive(hello);
  worker->drain();
  pass(1);
  EXPECT_TRUE(c.finished());
}

TEST_F(Connection, LimitsAnAddressOnTheRoutesThatAskForIt) {
  rates = {.per_second = 1, .burst = 2};
  auto& c = connect();
  const std::string put =
      "PUT /put HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
      "2\r\n\r\n{}";
  c.receive(put + put + put);
  EXPECT_EQ(count(c.sent(), "HTTP/1.1 200"), 2U);
  EXPECT_EQ(count(c.sent(), "HTTP/1.1 429 Too Many Requests\r\n"), 1U);
  EXPECT_NE(c.sent().find("\"rate_limited\""), std::string::npos);
  pass(1);
  c.receive(put + std::string(hello));
  EXPECT_EQ(count(c.sent(), "HTTP/1.1 200"), 4U);
}

TEST_F(Connection, SendsNoBodyForHead) {
  auto& c = connect();
  c.receive("HEAD /hello?1 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(c.sent().find("Content-Length: 4\r\n"), std::string::npos);
  EXPECT_TRUE(c.sent().ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace chant
