// Consents one by one, the prize draw, and the end of a session.
#include "tests/campaign/session_stage.hpp"

#include <gmock/gmock.h>

namespace chant::campaign {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
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

TEST(Consents, ASubscriptionLeavesWhatItDoesNotMention) {
  stage s = opened();
  ASSERT_TRUE(s.submit(consents({}, true)));
  auto wish = subscription();
  wish.consents.recording.reset();
  ASSERT_TRUE(s.submit(wish));
  EXPECT_THAT(s.state.consents, ElementsAre("newsletter", "recording", "terms"));
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
