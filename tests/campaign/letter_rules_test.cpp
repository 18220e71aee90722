// What becomes of a letter: claimed, handed over, tried again, in doubt, given up.
#include "tests/campaign/session_stage.hpp"

#include <gmock/gmock.h>

namespace chant::campaign {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::VariantWith;

constexpr timestamp asked{1'000'000s};

struct Letters : testing::Test {
  Letters() { EXPECT_TRUE(s.submit(subscription())); }

  [[nodiscard]] event_id id() const { return s.state.subscribed->asked_by; }
  [[nodiscard]] const letter& known() const { return *find_letter(s.state, id()); }
  auto claim(timestamp now = asked) {
    return *s.submit(claim_letter{.letter = id(), .kind = "welcome", .now = now, .chance = 0.5});
  }
  auto record(record_letter::fate what, std::string word, timestamp now = asked,
              double chance = 0.5, bool of_relay = false) {
    return *s.submit(record_letter{.letter = id(),
                                   .kind = "welcome",
                                   .what = what,
                                   .word = std::move(word),
                                   .of_relay = of_relay,
                                   .asked_at = asked,
                                   .now = now,
                                   .chance = chance});
  }
  auto defer(std::string code, timestamp now = asked, double chance = 0.5, bool of_relay = false) {
    return record(record_letter::fate::deferred, std::move(code), now, chance, of_relay);
  }

  stage s = opened();
};

TEST_F(Letters, AreClaimedBeforeTheyAreHandedOver) {
  EXPECT_THAT(claim(), ElementsAre(VariantWith<letter_claimed>(
                           letter_claimed{.letter = id(), .kind = "welcome", .attempt = 1})));
  EXPECT_EQ(known().status, letter::state::claimed);
  EXPECT_FALSE(known().settled());
}

TEST_F(Letters, AreNotClaimedOnceTheRelayHasThem) {
  claim();
  record(record_letter::fate::accepted, "queue-1");
  EXPECT_THAT(claim(), IsEmpty());
  EXPECT_EQ(known().status, letter::state::accepted);
}

TEST_F(Letters, AreInDoubtWhenTheirMailerDied) {
  claim();
  const auto again = claim(asked + 1h);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(std::get<letter_in_doubt>(again[0]).reason, "mailer_died");
  EXPECT_EQ(known().status, letter::state::in_doubt);
  EXPECT_THAT(claim(asked + 2h), ElementsAre(VariantWith<letter_claimed>(letter_claimed{
                                     .letter = id(), .kind = "welcome", .attempt = 2})));
}

TEST_F(Letters, AreHeldInDoubtWhereThePolicySaysSo) {
  s.t.letters.retry_in_doubt = false;
  claim();
  record(record_letter::fate::in_doubt, "connection_lost");
  EXPECT_EQ(known().status, letter::state::in_doubt);
  EXPECT_FALSE(known().next_at);
  EXPECT_THAT(claim(asked + 100h), IsEmpty());
  ASSERT_TRUE(s.submit(retry_letter{.letter = id(), .now = asked + 101h}));
  EXPECT_THAT(claim(asked + 101h), testing::SizeIs(1));
}

TEST_F(Letters, AreTriedAgainWithinABoundThatDoublesUpToFourHours) {
  const auto longest_wait = [&](int attempts_before) {
    Letters fresh;
    timestamp now = asked;
    for (int i = 0; i < attempts_before; ++i) {
      fresh.claim(now);
      fresh.defer("451 4.3.0", now);
    }
    fresh.claim(now);
    fresh.defer("451 4.3.0", now, 1.0);
    return *fresh.known().next_at - now;
  };
  EXPECT_EQ(longest_wait(0), 61s);
  EXPECT_EQ(longest_wait(1), 121s);
  EXPECT_EQ(longest_wait(5), 1921s);
  EXPECT_EQ(longest_wait(12), 4h + 1s);
}

TEST_F(Letters, DrawTheirDelayEvenlyFromNothingToTheBound) {
  claim();
  defer("450 4.3.0", asked, 0.25);
  EXPECT_EQ(*known().next_at, asked + 16s);
}

TEST_F(Letters, WaitLongerForAFullMailboxAndForGreylisting) {
  claim();
  defer("452 4.2.2", asked, 1.0);
  EXPECT_EQ(*known().next_at, asked + 30min + 1s);
  claim();
  defer("450 4.7.1", asked, 1.0);
  EXPECT_EQ(*known().next_at, asked + 10min + 1s);  // the second attempt's bound
}

TEST_F(Letters, AreTriedALastTimeAtTheEndOfTheirDayAndThenGivenUp) {
  claim();
  defer("451 4.3.0", asked + 24h - 1min, 1.0);
  EXPECT_EQ(*known().next_at, asked + 24h);
  claim(asked + 24h);
  EXPECT_THAT(defer("451 4.3.0", asked + 24h),
              ElementsAre(VariantWith<letter_failed>(
                  letter_failed{.letter = id(), .kind = "welcome", .reason = "expired"})));
}

TEST_F(Letters, DoNotExpireByTheRelaysOwnTrouble) {
  claim();
  defer("relay_unreachable", asked + 72h, 0.5, true);
  EXPECT_EQ(known().status, letter::state::deferred);
  EXPECT_GT(*known().next_at, asked + 72h);
}

TEST_F(Letters, AreDeferredOncePerAttempt) {
  claim();
  EXPECT_THAT(defer("451 4.3.0"), testing::SizeIs(1));
  EXPECT_THAT(defer("451 4.3.0"), IsEmpty());
}

TEST_F(Letters, AreNotSentToWhoHasLeft) {
  ASSERT_TRUE(s.submit(unsubscribe{.reason = "by_link"}));
  EXPECT_THAT(claim(), ElementsAre(VariantWith<letter_failed>(letter_failed{
                           .letter = id(), .kind = "welcome", .reason = "unsubscribed"})));
}

TEST_F(Letters, ThatComeBackEndTheSubscriptionWhereTheAddressIsBad) {
  claim();
  record(record_letter::fate::accepted, "queue-1");
  EXPECT_THAT(*s.submit(record_bounce{.letter = id(), .reason = "5.1.1", .hard = true}),
              ElementsAre(VariantWith<letter_bounced>(testing::_),
                          VariantWith<subscriber_removed>(subscriber_removed{"bounced"})));
  EXPECT_THAT(*s.submit(record_bounce{.letter = id(), .reason = "5.1.1", .hard = true}), IsEmpty());
}

TEST_F(Letters, ThatComeBackFromAFullMailboxDoNot) {
  claim();
  record(record_letter::fate::accepted, "queue-1");
  EXPECT_THAT(*s.submit(record_bounce{.letter = id(), .reason = "4.2.2", .hard = false}),
              ElementsAre(VariantWith<letter_bounced>(testing::_)));
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::confirmed);
}

TEST_F(Letters, ThatAreComplainedOfEndSubscriptionAndNewsletter) {
  claim();
  record(record_letter::fate::accepted, "queue-1");
  EXPECT_THAT(*s.submit(record_complaint{.letter = id()}),
              ElementsAre(VariantWith<letter_complained>(testing::_),
                          VariantWith<consent_withdrawn>(consent_withdrawn{"newsletter"}),
                          VariantWith<subscriber_removed>(subscriber_removed{"complained"})));
}

TEST_F(Letters, AreNotRetriedWhileTheRelayHasThem) {
  claim();
  EXPECT_EQ(s.refusal_of(retry_letter{.letter = id(), .now = asked}).code, "letter_settled");
  record(record_letter::fate::accepted, "queue-1");
  EXPECT_EQ(s.refusal_of(retry_letter{.letter = id(), .now = asked}).code, "letter_settled");
}

TEST_F(Letters, CanBeDroppedByStaffBeforeTheyAreSent) {
  ASSERT_TRUE(s.submit(drop_letter{.letter = id(), .kind = "welcome"}));
  EXPECT_EQ(known().status, letter::state::failed);
  EXPECT_THAT(claim(), IsEmpty());
}

TEST_F(Letters, NobodyAskedForAreUnknown) {
  EXPECT_EQ(
      s.refusal_of(record_bounce{.letter = numbered<event_id>(77), .reason = "", .hard = true})
          .code,
      "letter_unknown");
  claim();
  EXPECT_EQ(
      s.refusal_of(claim_letter{.letter = numbered<event_id>(77), .kind = "welcome", .now = asked})
          .code,
      "letter_unknown");
}

TEST(Subscription, EndsByItsLinkAndStaysEnded) {
  stage s = opened();
  ASSERT_TRUE(s.submit(subscription()));
  EXPECT_THAT(*s.submit(unsubscribe{.reason = "by_link"}),
              ElementsAre(VariantWith<consent_withdrawn>(consent_withdrawn{"newsletter"}),
                          VariantWith<subscriber_removed>(subscriber_removed{"by_link"})));
  EXPECT_THAT(*s.submit(unsubscribe{.reason = "by_link"}), IsEmpty());
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::removed);
}

TEST(Subscription, EndsWithTheNewsletterTakenBack) {
  stage s = opened();
  ASSERT_TRUE(s.submit(subscription()));
  ASSERT_TRUE(s.submit(set_consents{.consents = {.newsletter = false}}));
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::removed);
}

TEST(Subscription, BeginsAgainWithTheSameAddress) {
  stage s = opened();
  ASSERT_TRUE(s.submit(subscription()));
  ASSERT_TRUE(s.submit(unsubscribe{.reason = "by_fan"}));
  ASSERT_TRUE(s.submit(subscription()));
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::confirmed);
  EXPECT_EQ(s.state.letters_asked, 2U);
}

TEST(Subscription, IsConfirmedOnceByItsOwnLink) {
  stage s = opened();
  const auto id = numbered<event_id>(50);
  s.state = apply(std::move(s.state), id,
                  subscriber_added{.email = personal_text("zoe@example.org"),
                                   .name = {},
                                   .language = "fr",
                                   .age_band = age_band::adult,
                                   .opt_in = "double"});
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::pending);
  EXPECT_EQ(s.refusal_of(confirm_subscription{.asked_by = numbered<event_id>(51)}).code,
            "subscription_unknown");
  EXPECT_THAT(*s.submit(confirm_subscription{.asked_by = id}),
              ElementsAre(VariantWith<subscriber_confirmed>(subscriber_confirmed{id})));
  EXPECT_THAT(*s.submit(confirm_subscription{.asked_by = id}), IsEmpty());
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::confirmed);
  EXPECT_EQ(s.state.letters_asked, 2U);
}

}  // namespace
}  // namespace chant::campaign
