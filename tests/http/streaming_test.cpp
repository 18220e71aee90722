// Bodies that are handed on as they come, over a transport in memory.
#include "base/metrics.hpp"
#include "http/connection.hpp"
#include "http/problem.hpp"
#include "tests/http/memory_transport.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace chant {
namespace {

class Streaming : public ::testing::Test {
 protected:
  struct taken {
    std::string bytes;
    std::size_t pieces = 0;
    bool whole = false;
    bool gone = false;
  };

  class sink final : public http::body_sink {
   public:
    sink(taken& into, std::size_t room, std::vector<http::ticket>* later)
        : into_(into), room_(room), later_(later) {}
    ~sink() override { into_.gone = true; }
    std::optional<http::response> write(std::string_view bytes) override {
      if (into_.bytes.size() + bytes.size() > room_) return http::problem(413, "too_much", "");
      into_.bytes += bytes;
      ++into_.pieces;
      return std::nullopt;
    }
    void complete(http::exchange& e) override {
      into_.whole = true;
      if (later_ != nullptr) return later_->push_back(e.defer());
      http::response r;
      r.status = 204;
      e.answer(std::move(r));
    }

   private:
    taken& into_;
    std::size_t room_;
    std::vector<http::ticket>* later_;
  };

  Streaming() {
    std::vector<http::route> routes(3);
    routes[0] = {.name = "up", .pattern = "/up"};
    routes[0].endpoints.push_back(
        {.verb = http::method::patch, .streamed_bytes = most, .run = [this](http::exchange& e) {
           if (refuse) return e.answer(http::problem(409, "no", ""));
           if (open_later) return opening.push_back(e.defer());
           e.accept_body(std::make_unique<sink>(got, room, answer_later ? &tickets : nullptr));
         }});
    routes[1] = {.name = "hello", .pattern = "/hello"};
    routes[1].endpoints.push_back({.run = [](http::exchange& e) {
      http::response r;
      r.text = "hi";
      e.answer(std::move(r));
    }});
    routes[2] = {.name = "over",
                 .pattern = "/over",
                 .every_answer = "X-All: yes\r\n",
                 .options_answer = "X-Options: yes\r\n",
                 .method_override = true};
    routes[2].endpoints.push_back({.verb = http::method::patch, .run = [](http::exchange& e) {
                                     http::response r;
                                     r.text = "patched";
                                     e.answer(std::move(r));
                                   }});
    routes[2].endpoints.push_back({.verb = http::method::head, .run = [](http::exchange& e) {
                                     http::response r;
                                     r.text = "looked";
                                     e.answer(std::move(r));
                                   }});
    router.emplace(registry, std::move(routes),
                   [](http::exchange& e) { e.answer(http::problem(404, "not_found", "")); });
    context.reset(new http::server_context{
        *router, {}, {}, "", http::rate_limit({}), http::server_metrics(registry), time});
    worker.emplace(*context, box);
    client =
        std::make_unique<tests::memory_connection>(*worker, http::ip_address::v4({9, 9, 9, 9}));
    client->begin();
  }

  static std::string head(std::size_t length, std::string_view more = "") {
    return "PATCH /up HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n" +
           std::string(more) + "\r\n";
  }
  void pass(unsigned seconds) {
    for (unsigned i = 0; i < seconds; ++i) {
      worker->tick();
      client->settle();
    }
  }
  void resume(std::vector<http::ticket>& from, http::finish rest) {
    from.back().resume(std::move(rest));
    from.pop_back();
    worker->deliver();
    client->settle();
  }
  [[nodiscard]] bool sent(std::string_view text) const {
    return client->sent().find(text) != std::string::npos;
  }

  static constexpr std::size_t most = 2'000'000;
  static constexpr std::string_view hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
  taken got;
  std::size_t room = most;
  bool refuse = false;
  bool open_later = false;
  bool answer_later = false;
  std::vector<http::ticket> opening;
  std::vector<http::ticket> tickets;
  metrics::registry registry;
  manual_clock time;
  std::optional<http::router> router;
  std::unique_ptr<http::server_context> context;
  std::shared_ptr<http::mailbox> box = std::make_shared<http::mailbox>([] {});
  std::optional<http::worker> worker;
  std::unique_ptr<tests::memory_connection> client;
};

std::string sample(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

TEST_F(Streaming, HandsABodyOnAsItComesAndReadsTheNextRequestAfterIt) {
  const auto body = sample(700'000);
  client->receive(head(body.size()) + body + std::string(hello));
  EXPECT_TRUE(got.whole);
  EXPECT_EQ(got.bytes, body);
  EXPECT_TRUE(got.gone);
  EXPECT_TRUE(sent("HTTP/1.1 204 No Content\r\n"));
  EXPECT_TRUE(client->sent().ends_with("hi"));
}

TEST_F(Streaming, TakesALongBodyInLargePieces) {
  client->receive(head(1'048'576));
  client->receive(sample(1'048'576));
  EXPECT_EQ(got.bytes.size(), 1'048'576U);
  EXPECT_EQ(got.pieces, 4U);
}

TEST_F(Streaming, TakesABodyThatComesByteByByte) {
  const auto body = sample(300);
  for (const char c : head(body.size()) + body) client->receive(std::string(1, c));
  EXPECT_EQ(got.bytes, body);
  EXPECT_TRUE(sent(" 204 "));
}

TEST_F(Streaming, TakesAChunkedBody) {
  const auto body = sample(0x9000);
  client->receive(
      "PATCH /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9000;x=y\r\n" + body +
      "\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n" + std::string(hello));
  EXPECT_EQ(got.bytes, body + "abc");
  EXPECT_TRUE(got.whole);
  EXPECT_TRUE(client->sent().ends_with("hi"));
}

TEST_F(Streaming, TakesAnEmptyBody) {
  client->receive(head(0) + std::string(hello));
  EXPECT_TRUE(got.whole);
  EXPECT_EQ(got.pieces, 0U);
  EXPECT_TRUE(client->sent().ends_with("hi"));
}

TEST_F(Streaming, RefusesALengthBeyondTheLimitBeforeReadingIt) {
  client->receive(head(most + 1));
  EXPECT_TRUE(sent("HTTP/1.1 413 "));
  EXPECT_TRUE(client->sending_finished());
  EXPECT_FALSE(got.gone);
}

TEST_F(Streaming, RefusesAChunkBeyondTheLimit) {
  client->receive("PATCH /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 40 && !sent(" 413 "); ++i)
    client->receive("ffff\r\n" + sample(0xffff) + "\r\n");
  EXPECT_TRUE(sent("HTTP/1.1 413 "));
  EXPECT_LE(got.bytes.size(), most);
  EXPECT_TRUE(got.gone);
  EXPECT_FALSE(got.whole);
}

TEST_F(Streaming, GivesUpABodyWhoseFramingIsBroken) {
  client->receive("PATCH /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX");
  EXPECT_TRUE(sent("chunk_malformed"));
  EXPECT_EQ(got.bytes, "abc");
  EXPECT_TRUE(got.gone);
  EXPECT_FALSE(got.whole);
}

TEST_F(Streaming, KeepsWhatCameWhenTheConnectionIsCut) {
  client->receive(head(1000) + sample(600));
  client->hang_up();
  EXPECT_EQ(got.bytes, sample(600));
  EXPECT_TRUE(got.gone);
  EXPECT_FALSE(got.whole);
}

TEST_F(Streaming, AnswersAtOnceWhenTheSinkRefuses) {
  room = 500;
  client->receive(head(100'000));
  client->receive(sample(600));
  EXPECT_TRUE(sent("HTTP/1.1 413 "));
  EXPECT_TRUE(sent("Connection: close\r\n"));
  EXPECT_TRUE(got.gone);
  EXPECT_TRUE(client->sending_finished());
}

TEST_F(Streaming, ClosesWhenTheBodyIsRefusedUnread) {
  refuse = true;
  client->receive(head(1000) + sample(1000) + std::string(hello));
  EXPECT_TRUE(sent("HTTP/1.1 409 "));
  EXPECT_TRUE(sent("Connection: close\r\n"));
  EXPECT_FALSE(sent("hi"));
}

TEST_F(Streaming, StaysOpenWhenARequestWithoutBodyIsRefused) {
  refuse = true;
  client->receive(head(0) + std::string(hello));
  EXPECT_TRUE(sent("HTTP/1.1 409 "));
  EXPECT_TRUE(client->sent().ends_with("hi"));
}

TEST_F(Streaming, ReadsNothingUntilThereIsAPlaceForIt) {
  open_later = true;
  client->receive(head(1000) + sample(1000));
  EXPECT_EQ(got.bytes.size(), 0U);
  EXPECT_EQ(worker->deferred, 1U);
  resume(opening,
         [this](http::exchange& e) { e.accept_body(std::make_unique<sink>(got, room, nullptr)); });
  EXPECT_EQ(got.bytes, sample(1000));
  EXPECT_TRUE(sent(" 204 "));
  EXPECT_EQ(worker->deferred, 0U);
}

TEST_F(Streaming, AnswersLaterWhenAllHasCome) {
  answer_later = true;
  client->receive(head(10) + sample(10) + std::string(hello));
  EXPECT_TRUE(got.whole);
  EXPECT_EQ(client->sent(), "");
  EXPECT_EQ(worker->deferred, 1U);
  resume(tickets, [](http::exchange& e) { e.answer(http::problem(503, "full", "")); });
  EXPECT_TRUE(sent("HTTP/1.1 503 "));
  EXPECT_TRUE(client->sent().ends_with("hi"));
  EXPECT_EQ(worker->deferred, 0U);
}

TEST_F(Streaming, AsksForTheBodyOnceThereIsAPlaceForIt) {
  open_later = true;
  client->receive(head(10, "Expect: 100-continue\r\n"));
  EXPECT_EQ(client->sent(), "");
  resume(opening,
         [this](http::exchange& e) { e.accept_body(std::make_unique<sink>(got, room, nullptr)); });
  EXPECT_EQ(client->sent(), "HTTP/1.1 100 Continue\r\n\r\n");
  client->receive(sample(10));
  EXPECT_TRUE(sent(" 204 "));
}

TEST_F(Streaming, DoesNotAskForABodyItRefuses) {
  refuse = true;
  client->receive(head(10, "Expect: 100-continue\r\n"));
  EXPECT_FALSE(sent("100 Continue"));
  EXPECT_TRUE(sent("HTTP/1.1 409 "));
}

TEST_F(Streaming, EndsABodySlowerThanTheMinimumRate) {
  client->receive(head(1'000'000));
  for (int i = 0; i < 10; ++i) {
    client->receive(sample(100));
    pass(1);
  }
  EXPECT_FALSE(client->finished());
  pass(1);
  EXPECT_TRUE(client->finished());
  EXPECT_EQ(got.bytes.size(), 1000U);
  EXPECT_TRUE(got.gone);
}

TEST_F(Streaming, OverridesAMethodWhereTheRouteLetsIt) {
  client->receive(
      "POST /over HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: PATCH\r\nContent-Length: "
      "0\r\n\r\n");
  EXPECT_TRUE(client->sent().ends_with("patched"));
  client->receive(
      "POST /hello HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: GET\r\nContent-Length: "
      "0\r\n\r\n");
  EXPECT_TRUE(sent("HTTP/1.1 405 "));
}

TEST_F(Streaming, AnswersAnOverriddenHeadAsThePostThatWasSent) {
  client->receive("POST /over HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: HEAD\r\n\r\n");
  EXPECT_TRUE(client->sent().ends_with("Content-Length: 6\r\n\r\nlooked"));
  client->receive("HEAD /over HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client->sent().ends_with("Content-Length: 6\r\n\r\n"));
}

TEST_F(Streaming, PutsTheRoutesOwnFieldsIntoEveryAnswer) {
  client->receive("OPTIONS /over HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(sent("X-All: yes\r\n"));
  EXPECT_TRUE(sent("X-Options: yes\r\n"));
  EXPECT_TRUE(sent("Allow: PATCH, HEAD, OPTIONS\r\n"));
  client->receive("DELETE /over HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(sent("HTTP/1.1 405 "));
  EXPECT_EQ(client->sent().find("X-All"), client->sent().find("X-All: yes"));
  EXPECT_NE(client->sent().rfind("X-All"), client->sent().find("X-All"));
  EXPECT_EQ(client->sent().rfind("X-Options"), client->sent().find("X-Options"));
}

}  // namespace
}  // namespace chant
