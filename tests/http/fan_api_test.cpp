#include "tests/http/site_fixture.hpp"

#include <boost/json.hpp>

namespace chant {
namespace {

namespace json = boost::json;

class FanApi : public tests::site_fixture {
 protected:
  void SetUp() override { start(); }
};

std::string code_of(const http::client_reply& r) {
  EXPECT_EQ(r.fields.at("content-type"), "application/problem+json") << r.body;
  return json::value_to<std::string>(json::parse(r.body).at("code"));
}

std::string field_of(const http::client_reply& r) {
  return json::value_to<std::string>(json::parse(r.body).at("field"));
}

TEST_F(FanApi, OpensASessionOnceAndKnowsItAfterwards) {
  const auto first = as_fan("PUT", "/api/v1/session", R"({"language":"fr"})");
  EXPECT_EQ(first.status, 201U) << first.body;
  EXPECT_EQ(first.fields.at("cache-control"), "no-store");
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"fr"})").status, 200U);
  const auto seen = as_fan("GET", "/api/v1/session");
  EXPECT_EQ(seen.status, 200U);
  EXPECT_EQ(json::parse(seen.body).at("language"), "fr");
  EXPECT_EQ(json::parse(seen.body).at("subscribed"), false);
}

TEST_F(FanApi, KnowsNoSessionThatWasNeverOpened) {
  const auto reply = as_fan("GET", "/api/v1/session");
  EXPECT_EQ(reply.status, 404U);
  EXPECT_EQ(code_of(reply), "session_unknown");
}

TEST_F(FanApi, WantsAVersion4UuidAsBearer) {
  const auto status = [&](std::string value) {
    const auto r = call("GET", "/api/v1/session", "", {{"Authorization", std::move(value)}});
    EXPECT_EQ(r.status, 401U);
    EXPECT_EQ(r.fields.at("www-authenticate"), "Bearer");
    return code_of(r);
  };
  EXPECT_EQ(code_of(call("GET", "/api/v1/session")), "session_missing");
  EXPECT_EQ(status("Basic 0f8fad5b-d9cb-469f-a165-70867728950e"), "session_malformed");
  EXPECT_EQ(status("Bearer 0f8fad5b-d9cb-169f-a165-70867728950e"),
            "session_malformed");  // version 1
  EXPECT_EQ(status("Bearer 0f8fad5bd9cb469fa16570867728950e"), "session_malformed");
  EXPECT_EQ(status("Bearer "), "session_malformed");
  EXPECT_EQ(status("Bearer 0f8fad5b-d9cb-469f-a165-70867728950e x"), "session_malformed");
}

TEST_F(FanApi, ChangesOneConsentAtATime) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  const auto given = as_fan("PUT", "/api/v1/session/consents", R"({"newsletter":true})");
  ASSERT_EQ(given.status, 200U) << given.body;
  EXPECT_EQ(json::parse(given.body).at("consents"), json::parse(R"(["newsletter"])"));
  const auto more = as_fan("PUT", "/api/v1/session/consents", R"({"recording":true})");
  EXPECT_EQ(json::parse(more.body).at("consents"), json::parse(R"(["newsletter","recording"])"));
  const auto less = as_fan("PUT", "/api/v1/session/consents", R"({"newsletter":false})");
  EXPECT_EQ(json::parse(less.body).at("consents"), json::parse(R"(["recording"])"));
  EXPECT_EQ(code_of(as_fan("PUT", "/api/v1/session/consents", R"({"newsletter":1})")),
            "field_type");
}

TEST_F(FanApi, EntersSubscribersInTheDraw) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  const auto early = as_fan("PUT", "/api/v1/session/draw-entry");
  EXPECT_EQ(early.status, 422U);
  EXPECT_EQ(code_of(early), "draw_needs_subscriber");
  EXPECT_EQ(as_fan("PUT", "/api/v1/session/subscriber",
                   R"({"email":"zoe@example.org","age_band":"18+","consents":{"terms":true}})")
                .status,
            200U);
  const auto entered = as_fan("PUT", "/api/v1/session/draw-entry");
  EXPECT_EQ(entered.status, 200U);
  EXPECT_EQ(json::parse(entered.body).at("drawn"), true);
  EXPECT_EQ(as_fan("PUT", "/api/v1/session/draw-entry").status, 200U);
}

TEST_F(FanApi, ExportsEverythingAsAFile) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  EXPECT_EQ(as_fan("PUT", "/api/v1/session/artwork", R"({"name":"Zoë","team":"fr"})").status, 202U);
  const auto file = as_fan("GET", "/api/v1/session/export");
  ASSERT_EQ(file.status, 200U);
  EXPECT_EQ(file.fields.at("content-disposition"), "attachment; filename=\"my-data.json\"");
  EXPECT_EQ(json::parse(file.body).at("artworks").at(0).at("name"), json::value("Zoë"));
}

TEST_F(FanApi, ExportsEveryConsentWithItsWordingAndTimes) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  for (const auto* address : {"old@example.org", "new@example.org"})
    EXPECT_EQ(as_fan("PUT", "/api/v1/session/subscriber",
                     R"({"age_band":"18+","consents":{"terms":true,"newsletter":true},"email":")" +
                         std::string(address) + "\"}")
                  .status,
              200U);
  EXPECT_EQ(as_fan("PUT", "/api/v1/session/consents", R"({"newsletter":false})").status, 200U);
  const auto told = json::parse(as_fan("GET", "/api/v1/session/export").body);
  const auto& record = told.at("consent_record").as_array();
  ASSERT_EQ(record.size(), 2U);
  EXPECT_EQ(record[0].at("purpose"), "terms");
  EXPECT_EQ(record[0].at("text_version"), "2016-01");
  EXPECT_EQ(record[0].at("given_at"), "2015-12-22T16:00:00.000000Z");
  EXPECT_TRUE(record[0].at("withdrawn_at").is_null());
  EXPECT_EQ(record[1].at("purpose"), "newsletter");
  EXPECT_TRUE(record[1].at("withdrawn_at").is_string());
  // What was is told too: the first address is still in the log.
  std::vector<std::string> addresses;
  for (const auto& e : told.at("events").as_array())
    if (e.at("type") == "subscriber_added")
      addresses.emplace_back(e.at("data").at("email").as_string());
  EXPECT_EQ(addresses, (std::vector<std::string>{"old@example.org", "new@example.org"}));
}

TEST_F(FanApi, AnErasedSessionIsGoneForGood) {
  EXPECT_EQ(as_fan("DELETE", "/api/v1/session").status, 404U);
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  EXPECT_EQ(as_fan("DELETE", "/api/v1/session").status, 204U);
  EXPECT_EQ(as_fan("DELETE", "/api/v1/session").status, 204U);
  for (const auto& reply :
       {as_fan("GET", "/api/v1/session"), as_fan("GET", "/api/v1/session/export"),
        as_fan("PUT", "/api/v1/session", R"({"language":"en"})"),
        as_fan("PUT", "/api/v1/session/artwork", R"({"name":"Zoë","team":"fr"})")}) {
    EXPECT_EQ(reply.status, 410U);
    EXPECT_EQ(code_of(reply), "gone");
  }
}

TEST_F(FanApi, GivesUpATakeByItsId) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  EXPECT_EQ(as_fan("DELETE", "/api/v1/session/takes/not-an-id").status, 404U);
  EXPECT_EQ(as_fan("DELETE", "/api/v1/session/takes/0123456789abcdef0123456789abcdef").status,
            204U);
}

TEST_F(FanApi, TakesAnOrderAndNamesItsPages) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  const auto reply = as_fan("PUT", "/api/v1/session/artwork", R"({"name":"Zoë","team":"fr"})");
  ASSERT_EQ(reply.status, 202U) << reply.body;
  const auto body = json::parse(reply.body);
  const auto share = json::value_to<std::string>(body.at("share_id"));
  EXPECT_TRUE(campaign::parse_share_id(share));
  const auto base = "http://localhost/s/" + share;
  EXPECT_EQ(body.at("share_url"), json::value(base));
  EXPECT_EQ(body.at("images").at("cover"), json::value(base + "/cover.jpg"));
  EXPECT_EQ(body.at("images").at("facebook"), json::value(base + "/facebook.jpg"));
  EXPECT_EQ(body.at("images").at("twitter"), json::value(base + "/twitter.jpg"));
}

TEST_F(FanApi, GivesTheSameOrderTheSameShareId) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  const auto order = [&](std::string_view body) {
    return json::parse(as_fan("PUT", "/api/v1/session/artwork", body).body).at("share_id");
  };
  const auto first = order(R"({"name":"Zo\u00eb","team":"fr"})");
  EXPECT_EQ(order(R"({"name":" Zoe\u0308 ","team":"fr","language":"en"})"), first);
  EXPECT_NE(order(R"({"name":"Zoe","team":"fr"})"), first);
}

TEST_F(FanApi, RefusesWithCodeAndField) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  struct example {
    std::string_view target;
    std::string_view body;
    unsigned status;
    std::string_view code;
    std::string_view field;
  };
  for (const auto& e : {
           example{"/artwork", R"({"name":"Zoë","team":"xx"})", 422, "team_unknown", "team"},
           example{"/artwork", R"({"team":"fr"})", 422, "name_missing", "name"},
           example{"/artwork", R"({"name":7,"team":"fr"})", 422, "field_type", "name"},
           example{"/artwork", R"({"name":"Zoë","team":"fr","language":"xx"})", 422,
                   "language_unknown", "language"},
           example{"/subscriber", R"({"email":"a@example.org","age_band":"18+"})", 422,
                   "field_missing", "consents"},
           example{"/subscriber", R"({"email":"a@example.org","age_band":"old","consents":{}})",
                   422, "age_band_unknown", "age_band"},
           example{"/subscriber",
                   R"({"email":"a@example.org","age_band":"18+","consents":{"terms":"yes"}})", 422,
                   "field_type", "consents.terms"},
           example{"/subscriber", R"({"email":"a","age_band":"18+","consents":{"terms":true}})",
                   422, "email_invalid", "email"},
       }) {
    const auto r = as_fan("PUT", "/api/v1/session" + std::string(e.target), e.body);
    EXPECT_EQ(r.status, e.status) << e.body << r.body;
    EXPECT_EQ(code_of(r), e.code);
    EXPECT_EQ(field_of(r), e.field);
  }
}

TEST_F(FanApi, TakesASubscriber) {
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"en"})").status, 201U);
  const auto r = as_fan("PUT", "/api/v1/session/subscriber",
                        R"({"email":"zoe@Example.org","name":"Zoë","language":"fr","age_band":"18+",
                            "consents":{"terms":true,"newsletter":true,"recording":false}})");
  ASSERT_EQ(r.status, 200U) << r.body;
  const auto body = json::parse(r.body);
  EXPECT_EQ(body.at("subscriber").at("email"), "zoe@example.org");
  EXPECT_EQ(body.at("subscriber").at("age_band"), "18+");
  EXPECT_EQ(body.at("consents"), json::parse(R"(["newsletter","terms"])"));
}

TEST_F(FanApi, RefusesBodiesThatAreNoJsonObject) {
  struct example {
    std::string body;
    std::string_view code;
  };
  const std::string deep = R"({"a":)" + std::string(20, '[') + std::string(20, ']') + "}";
  for (const auto& e :
       {example{"{", "json_malformed"}, example{"[]", "json_malformed"},
        example{"\"x\"", "json_malformed"}, example{"{}{}", "json_malformed"},
        example{"{} x", "json_malformed"}, example{R"({"language":"en",})", "json_malformed"},
        example{R"({'language':'en'})", "json_malformed"},
        example{"{\"a\":\"\xff\"}", "json_malformed"},
        example{R"({"a":"\ud800"})", "json_malformed"}, example{R"({"a":01})", "json_malformed"},
        example{"{\"a\":\"\n\"}", "json_malformed"}, example{"{/**/}", "json_malformed"},
        example{R"({"a":NaN})", "json_malformed"}, example{"\xef\xbb\xbf{}", "json_malformed"},
        example{R"({"language":"en","language":"fr"})", "json_duplicate_key"},
        example{R"({"x":{"a":1,"a":2}})", "json_duplicate_key"}, example{deep, "json_too_deep"}}) {
    const auto r = as_fan("PUT", "/api/v1/session", e.body);
    EXPECT_EQ(r.status, 400U) << e.body;
    EXPECT_EQ(code_of(r), e.code) << e.body;
  }
}

TEST_F(FanApi, IgnoresMembersItDoesNotKnow) {
  EXPECT_EQ(
      as_fan("PUT", "/api/v1/session", R"({"language":"en","x":[1,{"y":null}],"z":1e9})").status,
      201U);
}

TEST_F(FanApi, DemandsJsonWithALengthAndALimit) {
  const auto plain = call("PUT", "/api/v1/session", "{}", {{"Content-Type", "text/plain"}});
  EXPECT_EQ(plain.status, 415U);
  EXPECT_EQ(code_of(plain), "media_type_unsupported");
  const auto wide = as_fan("PUT", "/api/v1/session",
                           R"({"language":"en","x":")" + std::string(17'000, 'x') + "\"}");
  EXPECT_EQ(wide.status, 413U);
  const auto charset = call("PUT", "/api/v1/session", R"({"language":"en"})",
                            {{"Content-Type", "application/json; charset=utf-8"}});
  EXPECT_EQ(charset.status, 401U);
}

TEST_F(FanApi, NamesTheMethodsOfAPath) {
  const auto r = call("POST", "/api/v1/session", "{}");
  EXPECT_EQ(r.status, 405U);
  EXPECT_EQ(r.fields.at("allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
  const auto options = call("OPTIONS", "/api/v1/session/artwork");
  EXPECT_EQ(options.status, 204U);
  EXPECT_EQ(options.fields.at("allow"), "PUT, OPTIONS");
  EXPECT_EQ(call("PUT", "/", "{}").status, 405U);
  EXPECT_EQ(call("DELETE", "/api/v1/nothing").status, 404U);
  EXPECT_EQ(code_of(call("GET", "/api/v1/nothing")), "not_found");
}

TEST_F(FanApi, SaysHello) {
  const auto r =
      call("GET", "/api/v1/hello", "", {{"Accept-Language", "fr-CH, en;q=0.7, de;q=0.9, *;q=0.1"}});
  EXPECT_EQ(r.status, 200U);
  EXPECT_EQ(r.fields.at("cache-control"), "no-store");
  const auto body = json::parse(r.body);
  EXPECT_EQ(body.at("languages"), json::parse(R"(["fr-CH","de","en"])"));
  EXPECT_TRUE(body.at("country").is_null());
  EXPECT_EQ(body.at("campaign").at("id"), "demo");
  EXPECT_EQ(body.at("campaign").at("state"), "open");
  EXPECT_EQ(body.at("campaign").at("artist"), "VELA");
}

TEST_F(FanApi, ServesThePageOfALanguageAsAPage) {
  start();
  for (const auto* address : {"/", "/fr/", "/fr/index.html"}) {
    const auto page = call("GET", address);
    EXPECT_EQ(page.fields.at("content-type"), "text/html; charset=utf-8") << address;
    EXPECT_TRUE(page.fields.contains("content-security-policy")) << address;
  }
}

TEST_F(FanApi, CountsForCaches) {
  const auto r = call("GET", "/api/v1/counter");
  EXPECT_EQ(r.fields.at("cache-control"), "public, max-age=10");
  EXPECT_EQ(json::parse(r.body), json::parse(R"({"sessions":7,"artworks":5,"subscribers":3})"));
}

TEST_F(FanApi, TakesErrorReportsUpToFourKibibytes) {
  EXPECT_EQ(call("POST", "/api/v1/errors", R"({"message":"TypeError: x","line":3})").status, 202U);
  const auto big = R"({"message":")" + std::string(4096, 'x') + "\"}";
  EXPECT_EQ(call("POST", "/api/v1/errors", big).status, 413U);
  EXPECT_EQ(call("POST", "/api/v1/errors", "nonsense").status, 400U);
}

TEST_F(FanApi, AnswersWhatTheDomainAnswersLater) {
  service.elsewhere = true;
  EXPECT_EQ(as_fan("PUT", "/api/v1/session", R"({"language":"fr"})").status, 201U);
}

TEST_F(FanApi, TellsWhenToComeBackWhenTheDomainIsBusy) {
  service.refusal = error{errc::unavailable, "overloaded", "Busy.", ""};
  const auto r = as_fan("PUT", "/api/v1/session", R"({"language":"fr"})");
  EXPECT_EQ(r.status, 503U);
  EXPECT_EQ(code_of(r), "overloaded");
  EXPECT_EQ(r.fields.at("retry-after"), "2");
}

TEST_F(FanApi, KeepsInnerFailuresToItself) {
  service.refusal = error{errc::io, "disk_failed", "/var/secret is broken", ""};
  const auto r = as_fan("PUT", "/api/v1/session", R"({"language":"fr"})");
  EXPECT_EQ(r.status, 500U);
  EXPECT_EQ(r.body.find("secret"), std::string::npos);
}

TEST_F(FanApi, CountsRequestsByRouteAndClass) {
  EXPECT_EQ(call("GET", "/api/v1/hello").status, 200U);
  EXPECT_EQ(as_fan("GET", "/api/v1/session").status, 404U);
  const auto text = registry.prometheus_text();
  EXPECT_NE(text.find(R"(chant_http_requests_total{route="hello",class="2xx"} 1)"), text.npos);
  EXPECT_NE(text.find(R"(chant_http_requests_total{route="session",class="4xx"} 1)"), text.npos);
  EXPECT_EQ(text.find("0f8fad5b"), text.npos);
}

}  // namespace
}  // namespace chant
