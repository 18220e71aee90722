// The client's own part: URLs, and TLS with a certificate that must hold.
#include "http/client.hpp"
#include "tests/http/site_fixture.hpp"

#include <gtest/gtest.h>

namespace chant::http {
namespace {

TEST(WebAddress, IsTakenApart) {
  const auto chat = parse_web_address("https://chat.example/hooks/a1?b=c#d");
  ASSERT_TRUE(chat);
  EXPECT_TRUE(chat->at.tls);
  EXPECT_EQ(chat->at.host, "chat.example");
  EXPECT_EQ(chat->at.port, 443U);
  EXPECT_EQ(chat->host, "chat.example");
  EXPECT_EQ(chat->target, "/hooks/a1?b=c");
  const auto local = parse_web_address("http://[::1]:8065");
  ASSERT_TRUE(local);
  EXPECT_FALSE(local->at.tls);
  EXPECT_EQ(local->at.host, "::1");
  EXPECT_EQ(local->at.port, 8065U);
  EXPECT_EQ(local->host, "[::1]:8065");
  EXPECT_EQ(local->target, "/");
  EXPECT_EQ(parse_web_address("http://a?b")->target, "/?b");
}

TEST(WebAddress, IsRefusedWhereItCouldMeanAnything) {
  for (const auto* url :
       {"", "chat.example", "ftp://chat.example/", "http://", "http:///x", "http://a:b/",
        "http://a:99999/", "http://a:80x/", "http://user:word@chat.example/", "http://[::1/",
        "http://a/\r\nX: y", "http://a b/"})
    EXPECT_FALSE(parse_web_address(url)) << url;
}

class PlainClient : public tests::site_fixture {
 protected:
  void SetUp() override { start(); }
};

TEST_F(PlainClient, ReachesNamesAndSaysWhomItMeant) {
  const auto reply =
      fetch({.unix_socket = {}, .host = "localhost", .port = server->port()},
            {.target = "/fr", .fields = {{"Host", "fans.example"}}}, std::chrono::seconds(20));
  ASSERT_TRUE(reply) << reply.error().code;
  EXPECT_EQ(reply->status, 308U);
}

TEST_F(PlainClient, AServerWithoutTlsIsNoSecureOne) {
  const auto reply =
      fetch({.unix_socket = {}, .port = server->port(), .tls = true}, {}, std::chrono::seconds(20));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, errc::unavailable);
}

}  // namespace
}  // namespace chant::http
