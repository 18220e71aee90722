// The words of consents: read from the site, named by requests.
#include "http/consent_wordings.hpp"

#include "base/sha256.hpp"
#include "tests/http/site_fixture.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>

namespace chant::http {
namespace {

std::string consents_json(std::string_view text, std::string_view digest) {
  return R"({"wordings":[{"purpose":"terms","version":"7","language":"ar","text":")" +
         std::string(text) + R"(","sha256":")" + std::string(digest) + "\"}]}";
}

TEST(ConsentWordings, AreReadFromTheSitesFile) {
  const auto digest = sha256({"أقبل"}).hex();
  const auto read = parse_wordings(consents_json("أقبل", digest));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->find("terms", digest)->language, "ar");
  EXPECT_EQ(read->find("terms", digest)->version, "7");
}

TEST(ConsentWordings, RefuseADigestThatIsNotOfTheText) {
  const auto digest = sha256({"I accept."}).hex();
  for (const auto& json :
       {consents_json("I do not accept.", digest), consents_json("", sha256({}).hex()),
        std::string("{"), std::string("[]"), std::string(R"({"wordings":[7]})"),
        std::string(R"({"wordings":[{"purpose":"terms"}]})")}) {
    const auto read = parse_wordings(json);
    ASSERT_FALSE(read) << json;
    EXPECT_EQ(read.error().code, "consents_invalid");
  }
}

class WordingsOverHttp : public tests::site_fixture {
 protected:
  void SetUp() override {
    dir_.write("consents.json", consents_json("أقبل", digest));
    start();
    ASSERT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"fr"})").status, 201U);
  }

  client_reply consent(const std::string& wordings) {
    return as_fan("PUT", "/api/v1/session/consents",
                  R"({"terms":true,"wordings":)" + wordings + "}");
  }

  const std::string digest = sha256({"أقبل"}).hex();
};

TEST_F(WordingsOverHttp, AConsentMayNameThem) {
  EXPECT_EQ(consent("{\"terms\":\"" + digest + "\"}").status, 200U);
  EXPECT_EQ(consent("null").status, 200U);
  EXPECT_EQ(consent("{}").status, 200U);
}

TEST_F(WordingsOverHttp, WhatTheSiteDoesNotShowIsRefused) {
  for (const auto& wordings :
       {std::string(R"({"terms":"0000"})"), "{\"newsletter\":\"" + digest + "\"}"}) {
    const auto r = consent(wordings);
    EXPECT_EQ(r.status, 422U) << wordings;
    EXPECT_EQ(boost::json::parse(r.body).at("code"), "wording_unknown");
  }
  EXPECT_EQ(boost::json::parse(consent("7").body).at("code"), "field_type");
}

TEST_F(WordingsOverHttp, AnybodyMayReadThem) {
  const auto r = call("GET", "/consents.json");
  EXPECT_EQ(r.status, 200U);
  EXPECT_NE(r.body.find(digest), std::string::npos);
}

}  // namespace
}  // namespace chant::http
