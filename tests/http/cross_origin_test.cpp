// Takes that go to another origin than the pages': what browsers must be told so that a page may
// send them and read every answer, and nobody else's page may.
#include "http/security_headers.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/http/site_fixture.hpp"

namespace chant {
namespace {

using fields = std::map<std::string, std::string>;

constexpr auto origin_field = "access-control-allow-origin";
constexpr std::string_view html = "text/html";

class CrossOrigin : public tests::site_fixture {
 protected:
  CrossOrigin() {
    public_url = "https://Fans.example:443";
    upload_url = "https://up.example:8443/takes/";
    dir_.write("503.html", "<!doctype html><title>in a moment</title>");
  }
  std::string begin() {
    const auto made = call("POST", "/api/v1/takes", {},
                           {{"Tus-Resumable", "1.0.0"},
                            {"Authorization", "Bearer " + std::string(secret)},
                            {"Upload-Length", "10"},
                            {"Upload-Metadata", "filetype YXVkaW8vd2VibQ==,consent djE="}});
    EXPECT_EQ(made.status, 201U);
    EXPECT_FALSE(made.fields.contains(origin_field)) << "takes are begun at the site's own";
    return made.fields.contains("location") ? made.fields.at("location") : "";
  }
  http::client_reply patch(std::string_view offset, std::string_view body) {
    return call("PATCH", grant, body,
                {{"Tus-Resumable", "1.0.0"},
                 {"Upload-Offset", std::string(offset)},
                 {"Content-Type", "application/offset+octet-stream"}});
  }
  http::client_reply preflight() {
    return call("OPTIONS", grant, {},
                {{"Origin", "https://fans.example"},
                 {"Access-Control-Request-Method", "PATCH"},
                 {"Access-Control-Request-Headers", "content-type,tus-resumable,upload-offset"}});
  }
  static bool lists(const http::client_reply& r, const char* field, std::string_view word) {
    const auto at = r.fields.find(field);
    return at != r.fields.end() &&
           (", " + at->second + ",").find(", " + std::string(word) + ",") != std::string::npos;
  }
  std::string policy_of(std::string_view target) {
    const auto page = call("GET", target, {}, {{"Accept", std::string(html)}});
    const auto at = page.fields.find("content-security-policy");
    return at == page.fields.end() ? "none" : at->second;
  }

  static constexpr std::string_view grant = "/api/v1/takes/take-1";
};

TEST_F(CrossOrigin, TakesHaveTheAddressWithItsPath) {
  start();
  EXPECT_EQ(begin(), "https://up.example:8443/takes/api/v1/takes/take-1");
}

TEST_F(CrossOrigin, BrowsersAreToldWhatTheSitesPagesMaySend) {
  start();
  const auto asked = preflight();
  EXPECT_EQ(asked.status, 204U);
  EXPECT_EQ(asked.fields.at(origin_field), "https://fans.example");
  EXPECT_FALSE(asked.fields.contains("access-control-allow-credentials"));
  EXPECT_EQ(asked.fields.at("access-control-max-age"), "7200");
  for (const auto* verb : {"HEAD", "PATCH", "DELETE"})
    EXPECT_TRUE(lists(asked, "access-control-allow-methods", verb)) << verb;
  for (const auto* sent : {"Content-Type", "Tus-Resumable", "Upload-Checksum", "Upload-Offset",
                           "X-HTTP-Method-Override", "Authorization"})
    EXPECT_TRUE(lists(asked, "access-control-allow-headers", sent)) << sent;
  EXPECT_EQ(asked.fields.at("tus-version"), "1.0.0");
}

TEST_F(CrossOrigin, PagesCanReadEveryAnswerThatAGrantGets) {
  start();
  begin();
  const auto is_readable = [](const http::client_reply& r) {
    EXPECT_EQ(r.fields.at(origin_field), "https://fans.example") << r.status;
    for (const auto* field : {"Upload-Offset", "Upload-Length", "Upload-Expires", "Tus-Resumable",
                              "Tus-Version", "Retry-After"})
      EXPECT_TRUE(lists(r, "access-control-expose-headers", field)) << r.status << field;
    return r.status;
  };
  EXPECT_EQ(is_readable(patch("0", "0123")), 204U);
  EXPECT_EQ(is_readable(call("HEAD", grant, {}, {{"Tus-Resumable", "1.0.0"}})), 200U);
  EXPECT_EQ(is_readable(patch("0", "4567")), 409U);
  EXPECT_EQ(is_readable(patch("x", "4567")), 400U);
  EXPECT_EQ(is_readable(call("PATCH", grant)), 412U);
  EXPECT_EQ(is_readable(call("GET", grant)), 405U);
  takes.refusal = error{errc::conflict, "upload_locked", "", ""};
  EXPECT_EQ(is_readable(patch("4", "4567")), 423U);
  takes.refusal.reset();
  EXPECT_EQ(is_readable(call("DELETE", grant, {}, {{"Tus-Resumable", "1.0.0"}})), 204U);
  EXPECT_EQ(is_readable(patch("4", "4567")), 404U);
}

TEST_F(CrossOrigin, PagesCanReadThatAPieceIsTooLongToBeReadAtAll) {
  start();
  tests::raw_client c(server->port());
  ASSERT_TRUE(
      c.send("PATCH /api/v1/takes/take-1 HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n"
             "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
             "Content-Length: 99000000000\r\n\r\n"));
  const auto said = c.read_all();
  EXPECT_NE(said.find("HTTP/1.1 413 "), said.npos);
  EXPECT_NE(said.find("Access-Control-Allow-Origin: https://fans.example\r\n"), said.npos);
}

TEST_F(CrossOrigin, NothingElseIsOpenedToOtherOrigins) {
  start();
  for (const auto* path : {"/api/v1/takes", "/api/v1/session", "/api/v1/hello", "/en/"})
    EXPECT_FALSE(call("OPTIONS", path, {}, {{"Origin", "https://fans.example"}})
                     .fields.contains(origin_field))
        << path;
}

TEST_F(CrossOrigin, ItIsTheSitesPagesWhoeverAsks) {
  start();
  const auto foreign = call("OPTIONS", grant, {}, {{"Origin", "https://evil.example"}});
  EXPECT_EQ(foreign.fields.at(origin_field), "https://fans.example");
  EXPECT_EQ(call("OPTIONS", grant).fields.at(origin_field), "https://fans.example");
}

TEST_F(CrossOrigin, NobodyIsLetInWhereTakesStayAtHome) {
  upload_url.clear();
  start();
  EXPECT_EQ(begin(), grant);
  EXPECT_FALSE(preflight().fields.contains(origin_field));
  EXPECT_FALSE(patch("0", "0123").fields.contains(origin_field));
}

TEST_F(CrossOrigin, EveryPageMayTalkToTheOriginOfUploadsAndToNoOther) {
  const auto shown = exhibit("Zoë", "fr", "fr");
  start();
  const std::string share = "/s/" + campaign::to_text(shown);
  const std::string_view lines = http::page_security;
  const auto begin = lines.find(": ") + 2;
  const auto own = lines.substr(begin, lines.find("\r\n") - begin);
  const std::string part = "; connect-src 'self' https://up.example:8443; ";
  for (const std::string& target :
       {std::string("/"), std::string("/fr/studio"), share, std::string("/nothing")}) {
    auto policy = policy_of(target);
    const auto at = policy.find(part);
    ASSERT_NE(at, std::string::npos) << target << ": " << policy;
    policy.replace(at, part.size(), "; connect-src 'self'; ");
    EXPECT_EQ(policy, own) << "the rest of it is that of every page";
  }
  const auto script = call("GET", "/assets/app-Abc12345.js");
  EXPECT_FALSE(script.fields.contains("content-security-policy"));
}

TEST_F(CrossOrigin, PagesThatStandForTheServerBeingBusyMayAsWell) {
  http::server_options options;
  options.limits.deferred = 0;
  start(std::move(options));
  EXPECT_NE(policy_of("/s/AAAAAAAAAAAAAAAA").find("https://up.example:8443;"), std::string::npos);
}

TEST_F(CrossOrigin, WhoHasAPageUnderTheOldPolicyGetsItAnew) {
  const auto shown = exhibit("Zoë", "fr", "fr");
  start();
  const auto share = "/s/" + campaign::to_text(shown);
  const auto tag_of = [&](std::string_view target) {
    return call("GET", target).fields.at("etag");
  };
  const auto page = tag_of("/en/");
  const auto card = tag_of(share);
  const auto script = tag_of("/assets/app-Abc12345.js");
  upload_url.clear();
  start();
  EXPECT_NE(tag_of("/en/"), page);
  EXPECT_NE(tag_of(share), card);
  EXPECT_EQ(tag_of("/assets/app-Abc12345.js"), script);
}

}  // namespace
}  // namespace chant
