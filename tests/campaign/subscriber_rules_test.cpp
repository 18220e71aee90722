// Consents one by one, the prize draw, and the end of a session.
#include "tests/campaign/session_stage.hpp"

#include <gmock/gmock.h>

namespace chant::campaign {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::VariantWith;

set_consents consents(std::optional<bool> newsletter, std::optional<bool> recording = {}) {
  return {.consents = {.terms = {}, .newsletter = newsletter, .recording = recording}};
}

stage subscribed() {
  stage s = opened();
  EXPECT_TRUE(s.submit(subscription()));
  return s;
}

TEST(Consents, ChangeOnlyWhatIsSaid) {
  stage s = subscribed();
  EXPECT_THAT(*s.submit(consents(false)),
              ElementsAre(VariantWith<consent_withdrawn>(consent_withdrawn{"newsletter"}),
                          VariantWith<subscriber_removed>(subscriber_removed{"by_fan"})));
  EXPECT_THAT(s.state.consents, ElementsAre("terms"));
  EXPECT_THAT(*s.submit(consents({})), IsEmpty());
  EXPECT_THAT(*s.submit(consents(true)), ElementsAre(VariantWith<consent_given>(testing::_)));
}

TEST(Consents, SayUnderWhichWordsTheyWereGiven) {
  stage s = opened();
  auto wish = subscription();
  wish.consents.shown.terms = shown_wording{.version = "7", .language = "ja", .sha256 = "ab12"};
  const auto events = s.submit(wish);
  ASSERT_TRUE(events);
  EXPECT_EQ((*events)[1],
            event(consent_given{
                .purpose = "terms", .text_version = "7", .language = "ja", .text_sha256 = "ab12"}));
  EXPECT_EQ(
      (*events)[2],
      event(consent_given{
          .purpose = "newsletter", .text_version = "2016-05", .language = "fr", .text_sha256 = {}}))
      << "nobody has said what was shown";
}

TEST(Consents, ASubscriptionLeavesWhatItDoesNotMention) {
  stage s = opened();
  ASSERT_TRUE(s.submit(consents({}, true)));
  auto wish = subscription();
  wish.consents.recording.reset();
  ASSERT_TRUE(s.submit(wish));
  EXPECT_THAT(s.state.consents, ElementsAre("newsletter", "recording", "terms"));
}

stage doubly_opted_in() {
  stage s = opened();
  s.t.rules.double_opt_in = true;
  return s;
}

const subscriber_added* asked(const result<std::vector<event>>& events) {
  return events && !events->empty() ? std::get_if<subscriber_added>(&events->front()) : nullptr;
}

TEST(Subscription, IsConfirmedAtOnceWhereNobodyAsksTwice) {
  stage s = opened();
  const auto events = s.submit(subscription());
  ASSERT_NE(asked(events), nullptr);
  EXPECT_EQ(asked(events)->opt_in, std::nullopt);
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::confirmed);
}

TEST(Subscription, WaitsForItsOwnerWhereTheCampaignAsksTwice) {
  stage s = doubly_opted_in();
  const auto events = s.submit(subscription());
  ASSERT_NE(asked(events), nullptr);
  EXPECT_EQ(asked(events)->opt_in, "double");
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::pending);
  EXPECT_THAT(*s.submit(subscription()), IsEmpty());
  const auto asked_by = s.state.subscribed->asked_by;
  EXPECT_THAT(*s.submit(confirm_subscription{.asked_by = asked_by}),
              ElementsAre(VariantWith<subscriber_confirmed>(subscriber_confirmed{asked_by})));
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::confirmed);
}

TEST(Subscription, AConfirmedAddressIsNotConfirmedAgainForANewName) {
  stage s = doubly_opted_in();
  ASSERT_TRUE(s.submit(subscription()));
  auto renamed = subscription();
  renamed.name = "Zoé";
  EXPECT_EQ(asked(s.submit(renamed))->opt_in, "again") << "nobody has confirmed it yet";
  ASSERT_TRUE(s.submit(confirm_subscription{.asked_by = s.state.subscribed->asked_by}));
  renamed.name = "Z.";
  EXPECT_EQ(asked(s.submit(renamed))->opt_in, std::nullopt);
  auto moved = subscription();
  moved.email = "zoe@elsewhere.example";
  EXPECT_EQ(asked(s.submit(moved))->opt_in, "double");
}

void claim(stage& s) {
  ASSERT_TRUE(s.submit(claim_letter{
      .letter = s.state.subscribed->asked_by, .kind = "confirm", .now = {}, .chance = 0}));
}

/// The letter that asks for the confirmation has left.
void accept(stage& s) {
  record_letter sent{.letter = s.state.subscribed->asked_by,
                     .kind = "confirm",
                     .what = record_letter::fate::accepted,
                     .word = "4F2A"};
  ASSERT_TRUE(s.submit(sent));
}

void send_letter(stage& s) {
  claim(s);
  accept(s);
}

TEST(Subscription, TheLetterThatAsksForTheConfirmationCanBeAskedForAgain) {
  stage s = doubly_opted_in();
  ASSERT_TRUE(s.submit(subscription()));
  const auto first = s.state.subscribed->asked_by;
  EXPECT_THAT(*s.submit(subscription()), IsEmpty()) << "nobody has sent it yet";
  claim(s);
  EXPECT_THAT(*s.submit(subscription()), IsEmpty()) << "it is on its way";
  accept(s);
  const auto events = s.submit(subscription());
  ASSERT_NE(asked(events), nullptr);
  EXPECT_THAT(*events, SizeIs(1));
  EXPECT_EQ(asked(events)->opt_in, "again");
  EXPECT_NE(s.state.subscribed->asked_by, first);
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::pending);
  EXPECT_THAT(*s.submit(subscription()), IsEmpty()) << "the second is on its way";
}

TEST(Subscription, IsConfirmedByTheLinkOfAnyLetterToThatAddress) {
  stage s = doubly_opted_in();
  ASSERT_TRUE(s.submit(subscription()));
  const auto first = s.state.subscribed->asked_by;
  send_letter(s);
  ASSERT_TRUE(s.submit(subscription()));
  const auto second = s.state.subscribed->asked_by;
  EXPECT_THAT(*s.submit(confirm_subscription{.asked_by = first}),
              ElementsAre(VariantWith<subscriber_confirmed>(subscriber_confirmed{second})));
  EXPECT_THAT(*s.submit(confirm_subscription{.asked_by = second}), IsEmpty());
}

TEST(Subscription, IsNotConfirmedByALinkThatWentToAnotherAddress) {
  stage s = doubly_opted_in();
  ASSERT_TRUE(s.submit(subscription()));
  const auto elsewhere = s.state.subscribed->asked_by;
  auto moved = subscription();
  moved.email = "zoe@elsewhere.example";
  ASSERT_TRUE(s.submit(moved));
  send_letter(s);
  ASSERT_TRUE(s.submit(moved));
  EXPECT_THAT(s.state.subscribed->asked_before, SizeIs(1));
  EXPECT_EQ(s.refusal_of(confirm_subscription{.asked_by = elsewhere}).code, "subscription_unknown");
}

TEST(Subscription, AsksForNoMoreLettersThanASessionMay) {
  stage s = doubly_opted_in();
  for (std::uint32_t n = 0; n < s.t.rules.subscriptions_per_session_max; ++n) {
    ASSERT_TRUE(s.submit(subscription()));
    send_letter(s);
  }
  EXPECT_EQ(s.refusal_of(subscription()).code, "subscriptions_too_many");
  EXPECT_TRUE(s.submit(confirm_subscription{.asked_by = s.state.subscribed->asked_by}));
  EXPECT_THAT(*s.submit(subscription()), IsEmpty()) << "it is confirmed";
}

TEST(Subscription, WhoLeftConfirmsAgain) {
  stage s = doubly_opted_in();
  ASSERT_TRUE(s.submit(subscription()));
  ASSERT_TRUE(s.submit(confirm_subscription{.asked_by = s.state.subscribed->asked_by}));
  ASSERT_TRUE(s.submit(unsubscribe{.reason = "by_link"}));
  EXPECT_EQ(asked(s.submit(subscription()))->opt_in, "double");
  EXPECT_EQ(s.state.subscribed->status, subscriber::state::pending);
}

TEST(Subscription, AsksForTheAgeOfTheFansCountry) {
  stage s = opened();
  s.t.rules.subscriber_age_min_by_country = {{"FR", age_band::adult}};
  auto young = subscription();
  young.age = age_band::age_16_17;
  EXPECT_EQ(s.refusal_of(young).code, "age_too_young");
  s.t.rules.subscriber_age_min_by_country = {{"DE", age_band::adult}};
  EXPECT_TRUE(s.submit(young));
}

TEST(Draw, TakesAnAdultSubscriberOnce) {
  stage s = subscribed();
  EXPECT_THAT(*s.submit(enter_draw{}), ElementsAre(VariantWith<draw_entered>(draw_entered{
                                           .age_band = age_band::adult, .country = "FR"})));
  EXPECT_TRUE(s.state.in_draw);
  EXPECT_THAT(*s.submit(enter_draw{}), IsEmpty());
}

TEST(Draw, IsForSubscribersOfAgeWhereItIsOpen) {
  stage s = opened();
  EXPECT_EQ(s.refusal_of(enter_draw{}).code, "draw_needs_subscriber");
  auto young = subscription();
  young.age = age_band::age_16_17;
  ASSERT_TRUE(s.submit(young));
  EXPECT_EQ(s.refusal_of(enter_draw{}).code, "draw_age_too_young");
  s = subscribed();
  s.t.rules.draw_countries_excluded = {"FR"};
  EXPECT_EQ(s.refusal_of(enter_draw{}).code, "draw_country_excluded");
  s.t.rules.draw_countries_excluded.clear();
  s.t.open = false;
  EXPECT_EQ(s.refusal_of(enter_draw{}).code, "campaign_closed");
}

TEST(Erase, LeavesNothingAndIsFinal) {
  stage s = subscribed();
  ASSERT_TRUE(s.submit(enter_draw{}));
  EXPECT_THAT(*s.submit(erase{.reason = "by_fan"}),
              ElementsAre(VariantWith<session_erased>(session_erased{.reason = "by_fan"})));
  EXPECT_TRUE(s.state.erased);
  EXPECT_FALSE(s.state.subscribed);
  EXPECT_THAT(s.state.consents, IsEmpty());
  EXPECT_FALSE(s.state.in_draw);
  EXPECT_THAT(*s.submit(erase{.reason = "by_fan"}), IsEmpty());
  for (const command& c : {command(open_session{.language = "fr", .country = ""}),
                           command(subscription()), command(enter_draw{})}) {
    EXPECT_EQ(s.refusal_of(c).kind, errc::gone);
    EXPECT_EQ(s.refusal_of(c).code, "gone");
  }
}

TEST(Erase, NeedsASession) {
  stage s;
  EXPECT_EQ(s.refusal_of(erase{.reason = "by_fan"}).code, "session_unknown");
}

}  // namespace
}  // namespace chant::campaign
