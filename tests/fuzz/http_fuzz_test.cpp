// Damaged requests through reader, connection, router and handlers, without a socket. Whatever
// comes, nothing breaks, nothing hangs, every answer is well formed, and how the bytes were cut
// into packets changes nothing: a reader that depends on the cuts can be made to see two different
// requests.
#include "base/log.hpp"
#include "tests/http/memory_transport.hpp"
#include "tests/http/site_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chant {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t default_iterations = 200'000;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string with_body(std::string head, const std::string& body) {
  return head.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n") +
         body;
}

const std::vector<std::string> valid{
    "GET / HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: gzip, br;q=0.5\r\n\r\n",
    "GET /api/v1/hello HTTP/1.1\r\nHost: a.example:8080\r\nAccept-Language: fr-CH, "
    "en;q=0.8\r\n\r\n",
    "HEAD /picture.jpg HTTP/1.1\r\nHost: [::1]\r\nIf-None-Match: \"a\", W/\"b\"\r\n\r\n",
    "GET /picture.jpg HTTP/1.1\r\nHost: a\r\nRange: bytes=10-20\r\nIf-Range: \"x\"\r\n\r\n",
    "GET /s/AAAAAAAAAAAAAAAA/cover.jpg HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n",
    "GET http://b.example/en/%69ndex.html?x=1&y=%20 HTTP/1.1\r\nHost: a\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /api/v1/counter HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "GET /api/v1/session HTTP/1.1\r\nHost: a\r\n"
    "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\n\r\n",
    "PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\nContent-Length: 17\r\n\r\n"
    "{\"language\":\"en\"}",
    "PUT /api/v1/session/artwork HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\n"
    "Transfer-Encoding: chunked\r\n\r\n"
    "8\r\n{\"name\":\r\nB;x=y\r\n\"Zo\\u00eb\",\r\nD\r\n\"team\":\"fr\" }\r\n0\r\nX: y\r\n\r\n",
    with_body(
        "PUT /api/v1/session/subscriber HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\nExpect: 100-continue\r\n",
        R"({"email":"a@example.org","language":"en","age_band":"18+",
            "consents":{"terms":true,"newsletter":false},"x":[1,2e3]})"),
    with_body("POST /api/v1/errors HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n",
              R"({"message":"TypeError: x","line":3,"a":null})"),
    "POST /api/v1/takes HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 5000\r\n"
    "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\n"
    "Upload-Metadata: filetype YXVkaW8vd2VibQ==,consent djE=, timing e30=\r\n\r\n",
    with_body("POST /api/v1/takes HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n"
              "Upload-Length: 40\r\nUpload-Metadata: filetype YXVkaW8vd2VibQ==,consent djE=\r\n"
              "Authorization: Bearer 0f8fad5b-d9cb-469f-a165-70867728950e\r\n"
              "Content-Type: application/offset+octet-stream\r\nExpect: 100-continue\r\n",
              std::string(40, 'v')),
    with_body("PATCH /api/v1/takes/take-1 HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n"
              "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
              "Upload-Checksum: sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=\r\n",
              std::string(3000, 'v')),
    "POST /api/v1/takes/take-1 HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n"
    "X-HTTP-Method-Override: PATCH\r\nUpload-Offset: 0\r\nTransfer-Encoding: chunked\r\n"
    "Content-Type: application/offset+octet-stream\r\n\r\n"
    "5\r\nvoice\r\nA;x\r\n0123456789\r\n0\r\n\r\n",
    "HEAD /api/v1/takes/take-1 HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n\r\n",
    "DELETE /api/v1/takes/take-1 HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n\r\n",
};

const std::vector<std::string> pieces{"\r\n",
                                      "\n",
                                      "\r",
                                      "\0"s,
                                      " ",
                                      "\t",
                                      ":",
                                      ";",
                                      ",",
                                      "%",
                                      "%00",
                                      "%2f",
                                      "..",
                                      "/",
                                      "//",
                                      "\\",
                                      "#",
                                      "?",
                                      "*",
                                      "\x7f",
                                      "\x80",
                                      "\xff",
                                      "0",
                                      "1",
                                      "-1",
                                      "99999999999999999999",
                                      "ffffffff",
                                      "Content-Length: 5\r\n",
                                      "Transfer-Encoding: chunked\r\n",
                                      "Transfer-Encoding: gzip\r\n",
                                      "Host: b\r\n",
                                      "Connection: close\r\n",
                                      "Expect: 100-continue\r\n",
                                      "X: " + std::string(3000, 'x'),
                                      " folded\r\n",
                                      "HTTP/1.1",
                                      "HTTP/1.0",
                                      "HTTP/2.0",
                                      "GET ",
                                      "PUT ",
                                      "{",
                                      "}",
                                      "[",
                                      "\"",
                                      "\\u0000",
                                      "\\ud800",
                                      "null",
                                      "\xed\xa0\x80",
                                      "\xf4\x90\x80\x80",
                                      "\r\n\r\n",
                                      "0\r\n\r\n"};

/// The same share id each time: two runs of the same bytes must say the same.
class no_chance final : public random_source {
 public:
  void fill(std::span<std::byte> out) override { std::ranges::fill(out, std::byte{7}); }
};

class HttpFuzz : public tests::site_fixture {
 protected:
  HttpFuzz() {
    log::set_level(log::level::error);
    auto site = make_site(same);
    // Answers are compared: none may depend on how often the same was asked before.
    site.sign_ups.sessions_per_address = site.sign_ups.letters_per_address = 1'000'000;
    site.sign_ups.per_network_hour = 1'000'000;
    router.emplace(http::make_fan_router(std::move(site)));
    context.reset(new http::server_context{*router,
                                           {},
                                           {},
                                           "x-country",
                                           http::rate_limit({.per_second = 1e9, .burst = 1e9}),
                                           http::server_metrics(registry),
                                           time});
  }

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(chance.next() % n); }

  std::string damaged() {
    std::string text;
    for (std::size_t i = 0, n = 1 + below(3); i < n; ++i) text += valid[below(valid.size())];
    for (std::size_t i = 0, n = 1 + below(4); i < n; ++i) damage(text);
    return text;
  }

  void damage(std::string& text) {
    const auto at = below(text.size() + 1);
    const auto size = std::min(below(20), text.size() - at);
    switch (below(7)) {
      case 0:
        text.insert(at, pieces[below(pieces.size())]);
        break;
      case 1:
        text.replace(at, size, pieces[below(pieces.size())]);
        break;
      case 2:
        text.erase(at, size);
        break;
      case 3:
        text.insert(at, text.substr(at, size));
        break;
      case 4:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 5:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1U << below(8)));
        break;
      default:
        text.resize(at);
        break;
    }
  }

  /// What the server says to these bytes, cut at random when `cuts`; then the client hangs up.
  std::string answer_to(std::string_view bytes, bool cuts) {
    service.sessions.clear();
    takes.uploads.clear();
    takes.uploads["take-1"].offer.size_bytes = 4000;
    auto box = std::make_shared<http::mailbox>([] {});
    http::worker worker(*context, box);
    tests::memory_connection c(worker, http::ip_address::v4({9, 9, 9, 9}));
    c.begin();
    while (!bytes.empty() && !c.finished()) {
      const auto size =
          cuts ? std::min(1 + below(below(4) == 0 ? 3 : 200), bytes.size()) : bytes.size();
      c.receive(bytes.substr(0, size));
      bytes.remove_prefix(size);
      deliver(worker, c);
    }
    c.hang_up();
    EXPECT_TRUE(c.finished());
    EXPECT_EQ(worker.deferred, 0U);
    return c.sent();
  }

  static void deliver(http::worker& worker, tests::memory_connection& c) {
    while (worker.deferred > 0 && !c.finished()) {
      worker.deliver();
      c.settle();
    }
  }

  /// What came of the uploads.
  [[nodiscard]] std::string received() const {
    std::string all;
    for (const auto& [token, upload] : takes.uploads) all += token + ':' + upload.bytes + '\n';
    return all;
  }

  /// Walks over the answers; false where they are not what a client could read.
  static bool well_formed(std::string_view sent) {
    while (!sent.empty()) {
      const auto end = sent.find("\r\n\r\n");
      if (!sent.starts_with("HTTP/1.1 ") || end == sent.npos) return false;
      const auto status = std::atoi(std::string(sent.substr(9, 3)).c_str());
      if (status < 100 || (status >= 500 && status != 501 && status != 503 && status != 505))
        return false;
      const auto head = sent.substr(0, end + 4);
      sent.remove_prefix(head.size());
      if (head.find("\n\n") != head.npos || head.find('\0') != head.npos) return false;
      const auto at = head.find("Content-Length: ");
      if (at == head.npos) continue;
      const auto size = std::strtoul(std::string(head.substr(at + 16, 10)).c_str(), nullptr, 10);
      // After HEAD the next answer, or nothing, follows at once.
      if (!sent.empty() && !sent.starts_with("HTTP/1.1 ")) {
        if (size > sent.size()) return false;
        sent.remove_prefix(size);
      }
    }
    return true;
  }

  no_chance same;
  seeded_random chance{setting("CHANT_FUZZ_SEED", 1)};
  std::unique_ptr<http::server_context> context;
};

TEST_F(HttpFuzz, AnswersEveryValidRequest) {
  for (const auto& bytes : valid) {
    const auto sent = answer_to(bytes, false);
    EXPECT_TRUE(well_formed(sent)) << sent;
    EXPECT_EQ(sent.find(" 400 "), sent.npos) << bytes << sent;
    EXPECT_EQ(sent.find(" 505 "), sent.npos) << bytes << sent;
  }
}

TEST_F(HttpFuzz, SurvivesDamageAndDoesNotDependOnPackets) {
  const auto iterations = setting("CHANT_FUZZ_ITERATIONS", default_iterations);
  std::uint64_t answered = 0;
  for (std::uint64_t i = 0; i < iterations; ++i) {
    const auto bytes = damaged();
    const auto whole = answer_to(bytes, false);
    ASSERT_TRUE(well_formed(whole)) << testing::PrintToString(bytes) << '\n' << whole;
    const auto uploaded = received();
    ASSERT_EQ(answer_to(bytes, true), whole) << testing::PrintToString(bytes);
    ASSERT_EQ(received(), uploaded) << testing::PrintToString(bytes);
    answered += whole.empty() ? 0 : 1;
  }
  EXPECT_GT(answered, iterations / 2) << "the damage leaves too little to read";
}

}  // namespace
}  // namespace chant
