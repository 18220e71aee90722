// How often an address may be left, and by whom.
#include "http/sign_up_limits.hpp"

#include "campaign/rules.hpp"
#include "tests/http/site_fixture.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>

namespace chant::http {
namespace {

using namespace std::chrono_literals;

class SignUps : public ::testing::Test {
 protected:
  void limit(sign_up_options o) { limits = std::make_shared<sign_up_limits>(o, random, registry); }

  static campaign::session_id session(unsigned char n) {
    campaign::session_id id;
    id.bytes.back() = std::byte{n};
    return id;
  }

  auto admit(unsigned char by, std::string_view email, ip_address from) {
    return limits->admit({.client = from, .session = session(by), .email = email, .now = now});
  }
  auto admit(unsigned char by, std::string_view email) { return admit(by, email, home); }

  /// Admits and has a letter come of it; the code if that was refused.
  std::string sign_up(unsigned char by, std::string_view email, ip_address from) {
    auto admitted = admit(by, email, from);
    if (!admitted) return admitted.error().why.code;
    admitted->settle(asking_for(++last_letter));
    return {};
  }
  std::string sign_up(unsigned char by, std::string_view email) { return sign_up(by, email, home); }

  static campaign::outcome asking_for(unsigned char letter) {
    campaign::outcome o{.state = {}, .changed = true};
    campaign::event_id id;
    id.bytes.back() = std::byte{letter};
    o.state.subscribed.emplace();
    o.state.subscribed->asked_by = id;
    return o;
  }

  const ip_address home = ip_address::v4({192, 0, 2, 1});
  seeded_random random{1};
  metrics::registry registry;
  timestamp now{1'466'200'000s};
  unsigned char last_letter = 0;
  std::shared_ptr<sign_up_limits> limits;
};

TEST_F(SignUps, AFewSessionsADayMayLeaveTheSameAddress) {
  limit({.sessions_per_address = 2, .letters_per_address = 9});
  EXPECT_EQ(sign_up(1, "zoe@example.org"), "");
  EXPECT_EQ(sign_up(2, "zoe@example.org"), "");
  const auto third = admit(3, "zoe@example.org");
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().why.code, "address_busy");
  EXPECT_EQ(third.error().why.kind, errc::too_many_requests);
  EXPECT_EQ(third.error().why.detail.find("zoe"), std::string::npos);
  EXPECT_EQ(third.error().wait, 24h);
  EXPECT_EQ(sign_up(1, "zoe@example.org"), "") << "who is among them";
  EXPECT_EQ(sign_up(3, "ann@example.org"), "") << "another address";
}

TEST_F(SignUps, AnAddressIsFreeAgainTheNextDay) {
  limit({.sessions_per_address = 1});
  EXPECT_EQ(sign_up(1, "zoe@example.org"), "");
  now += 23h;
  const auto early = admit(2, "zoe@example.org");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().wait, 1h);
  now += 1h;
  EXPECT_EQ(sign_up(2, "zoe@example.org"), "");
}

TEST_F(SignUps, LettersToAnAddressAreCountedOverItsSessions) {
  limit({.sessions_per_address = 3, .letters_per_address = 4});
  for (const auto by : std::initializer_list<unsigned char>{1, 1, 2, 2})
    EXPECT_EQ(sign_up(by, "zoe@example.org"), "");
  EXPECT_EQ(sign_up(1, "zoe@example.org"), "address_busy");
}

TEST_F(SignUps, OneMailboxHasManySpellings) {
  limit({.sessions_per_address = 1});
  EXPECT_EQ(sign_up(1, "zoe@example.org"), "");
  for (const auto* spelling : {"Zoe@example.org", "zoe+1@example.org", "ZOE+a+b@example.org"})
    EXPECT_EQ(sign_up(2, spelling), "address_busy") << spelling;
  for (const auto* other : {"zoe1@example.org", "zoe@example.com", "+zoe@example.org"})
    EXPECT_EQ(sign_up(2, other), "") << other;
}

TEST_F(SignUps, WhatAskedForNoLetterIsNotCounted) {
  limit({.sessions_per_address = 9, .letters_per_address = 2});
  ASSERT_EQ(sign_up(1, "zoe@example.org"), "");
  for (int i = 0; i < 9; ++i) {
    admit(1, "zoe@example.org")->settle(std::unexpected(error{errc::refused, "x", "", ""}));
    admit(1, "zoe@example.org")->settle(campaign::outcome{.state = {}, .changed = false});
    admit(1, "zoe@example.org")->settle(asking_for(last_letter));  // a consent, no new letter
  }
  EXPECT_EQ(sign_up(1, "zoe@example.org"), "");
  EXPECT_EQ(sign_up(1, "zoe@example.org"), "address_busy");
}

TEST_F(SignUps, WhatMayHaveAskedForALetterIsCounted) {
  limit({.sessions_per_address = 9, .letters_per_address = 2});
  admit(1, "zoe@example.org")->settle(std::unexpected(error{errc::timeout, "timeout", "", ""}));
  {
    const auto dropped = admit(2, "zoe@example.org");
  }
  EXPECT_EQ(sign_up(3, "zoe@example.org"), "address_busy");
}

TEST_F(SignUps, ManyAtTheSameMomentDoNotSlipThrough) {
  limit({.sessions_per_address = 2});
  auto first = admit(1, "zoe@example.org");
  auto second = admit(2, "zoe@example.org");
  EXPECT_FALSE(admit(3, "zoe@example.org")) << "nothing has come of the others yet";
  second->settle(std::unexpected(error{errc::refused, "age_too_young", "", ""}));
  EXPECT_TRUE(admit(3, "zoe@example.org"));
}

TEST_F(SignUps, ANetworkHasItsHourlyShare) {
  limit({.per_network_hour = 2});
  EXPECT_EQ(sign_up(1, "a@example.org", ip_address::v4({192, 0, 2, 1})), "");
  EXPECT_EQ(sign_up(2, "b@example.org", ip_address::v4({192, 0, 2, 99})), "");
  const auto third = admit(3, "c@example.org", ip_address::v4({192, 0, 2, 7}));
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().why.code, "network_busy");
  EXPECT_EQ(third.error().wait, 30min);
  EXPECT_EQ(sign_up(3, "c@example.org", ip_address::v4({192, 0, 3, 7})), "") << "another network";
  now += 30min;
  EXPECT_EQ(sign_up(4, "d@example.org", ip_address::v4({192, 0, 2, 1})), "");
  EXPECT_EQ(sign_up(5, "e@example.org", ip_address::v4({192, 0, 2, 1})), "network_busy");
}

TEST_F(SignUps, AnIpv6NetworkIsASubscribersWhole) {
  limit({.per_network_hour = 1});
  EXPECT_EQ(sign_up(1, "a@example.org", *parse_address("2001:db8::1")), "");
  EXPECT_EQ(sign_up(2, "b@example.org", *parse_address("2001:db8::ffff:1")), "network_busy");
  EXPECT_EQ(sign_up(2, "b@example.org", *parse_address("2001:db8:0:1::1")), "");
}

TEST_F(SignUps, ANetworkIsNotChargedForWhatAskedForNoLetter) {
  limit({.per_network_hour = 1});
  for (int i = 0; i < 5; ++i)
    admit(1, "a@example.org")->settle(std::unexpected(error{errc::refused, "x", "", ""}));
  EXPECT_EQ(sign_up(1, "a@example.org"), "");
  EXPECT_EQ(sign_up(2, "b@example.org"), "network_busy");
}

TEST_F(SignUps, AFullNetworkCannotMakeTheTableForget) {
  limit({.sessions_per_address = 1, .per_network_hour = 1, .table = 2});
  EXPECT_EQ(sign_up(1, "zoe@example.org"), "");
  for (unsigned char i = 0; i < 20; ++i)
    EXPECT_EQ(sign_up(2, "fan" + std::to_string(i) + "@example.org"), "network_busy");
  EXPECT_EQ(sign_up(3, "zoe@example.org", ip_address::v4({198, 51, 100, 1})), "address_busy");
}

TEST_F(SignUps, TheTableIsBounded) {
  limit({.sessions_per_address = 1, .per_network_hour = 100'000, .table = 10});
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(sign_up(1, "fan" + std::to_string(i) + "@example.org"), "");
  EXPECT_NE(registry.prometheus_text().find("chant_sign_up_addresses 10\n"), std::string::npos);
  EXPECT_EQ(sign_up(2, "fan999@example.org"), "address_busy") << "the latest are remembered";
  EXPECT_EQ(sign_up(2, "fan0@example.org"), "") << "the longest idle went";
}

TEST_F(SignUps, LoopbackIsNotCountedUnlessToldTo) {
  limit({.sessions_per_address = 1, .per_network_hour = 1});
  for (unsigned char i = 1; i < 9; ++i)
    EXPECT_EQ(sign_up(i, "zoe@example.org", ip_address::v4({127, 0, 0, 1})), "");
  limit({.sessions_per_address = 1, .loopback = true});
  EXPECT_EQ(sign_up(1, "zoe@example.org", ip_address::v4({127, 0, 0, 1})), "");
  EXPECT_EQ(sign_up(2, "zoe@example.org", ip_address::v4({127, 0, 0, 1})), "address_busy");
}

// Over HTTP, with the domain behind it.
class SignUpsOverHttp : public tests::site_fixture {
 protected:
  void SetUp() override {
    sign_ups = {.sessions_per_address = 2, .loopback = true};
    start();
  }

  client_reply subscribe(int fan, std::string_view email, std::string_view age = "18+") {
    const auto as = "Bearer 0f8fad5b-d9cb-469f-a165-7086772895" + std::to_string(10 + fan);
    EXPECT_LT(
        call("PUT", "/api/v1/session", R"({"language":"en"})", {{"Authorization", as}}).status,
        300U);
    return call("PUT", "/api/v1/session/subscriber",
                R"({"consents":{"terms":true},"email":")" + std::string(email) +
                    R"(","age_band":")" + std::string(age) + "\"}",
                {{"Authorization", as}});
  }
};

TEST_F(SignUpsOverHttp, TooManySayWhenToComeBack) {
  EXPECT_EQ(subscribe(1, "zoe@example.org").status, 200U);
  EXPECT_EQ(subscribe(1, "zoe@example.org").status, 200U) << "the same again changes nothing";
  EXPECT_EQ(subscribe(2, "ZOE@Example.org").status, 200U);
  const auto third = subscribe(3, "zoe@example.org");
  EXPECT_EQ(third.status, 429U);
  EXPECT_EQ(third.fields.at("retry-after"), "86400");
  const auto body = boost::json::parse(third.body);
  EXPECT_EQ(body.at("code"), "address_busy");
  EXPECT_EQ(body.at("field"), "email");
  EXPECT_EQ(subscribe(2, "zoe@example.org").status, 200U) << "a repeated request still works";
}

TEST_F(SignUpsOverHttp, RefusalsOfTheCampaignAreNotCounted) {
  for (int fan = 1; fan < 9; ++fan)
    EXPECT_EQ(subscribe(fan, "zoe@example.org", "under16").status, 422U);
  EXPECT_EQ(subscribe(9, "zoe@example.org").status, 200U);
}

}  // namespace
}  // namespace chant::http
