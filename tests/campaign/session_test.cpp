// What a fan may ask, what comes of it, and what is refused.
#include "tests/campaign/session_stage.hpp"

#include <gmock/gmock.h>

#include <utility>

namespace chant::campaign {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::VariantWith;

order_artwork order(unsigned char share, std::string name = "Zoë") {
  return {
      .share = numbered<share_id>(share), .team = "fr", .name = std::move(name), .language = ""};
}

TEST(Session, OpensOnceAndRemembersLanguageAndCountry) {
  stage s = opened();
  EXPECT_EQ(s.state.language, "fr");
  EXPECT_EQ(s.state.country, "FR");
  EXPECT_EQ(s.state.version, stream_version(1));
  EXPECT_THAT(*s.submit(open_session{.language = "en", .country = "DE"}), IsEmpty());
  EXPECT_EQ(s.state.language, "fr");
}

TEST(Session, RefusesALanguageTheCampaignDoesNotSpeak) {
  stage s;
  const error e = s.refusal_of(open_session{.language = "tlh", .country = ""});
  EXPECT_EQ(e.kind, errc::refused);
  EXPECT_EQ(e.code, "language_unknown");
  EXPECT_EQ(e.field, "language");
}

TEST(Session, RefusesACountryThatIsNoCode) {
  stage s;
  for (const char* country : {"fr", "FRA", "F1", "F"}) {
    const error e = s.refusal_of(open_session{.language = "fr", .country = country});
    EXPECT_EQ(e.kind, errc::malformed) << country;
    EXPECT_EQ(e.code, "country_malformed") << country;
  }
}

TEST(Session, StaysShutWhenTheCampaignIsClosedButKeepsServingItsFans) {
  stage s = opened();
  s.t.open = false;
  EXPECT_THAT(*s.submit(open_session{.language = "fr", .country = ""}), IsEmpty());
  EXPECT_THAT(*s.submit(order(1)), SizeIs(1));
  stage late;
  late.t.open = false;
  EXPECT_EQ(late.refusal_of(open_session{.language = "fr", .country = ""}).code, "campaign_closed");
}

TEST(Session, MustBeOpenedFirst) {
  stage s;
  for (const command& c : {command(order(1)), command(subscription())}) {
    EXPECT_EQ(s.refusal_of(c).kind, errc::not_found);
    EXPECT_EQ(s.refusal_of(c).code, "session_unknown");
  }
}

TEST(Session, OrdersAnArtworkWithTheNameAsItIsKept) {
  stage s = opened();
  const auto events = s.submit(order(1, "  Zoe\u0308 "));
  ASSERT_TRUE(events);
  EXPECT_THAT(
      *events,
      ElementsAre(VariantWith<artwork_ordered>(artwork_ordered{.share = numbered<share_id>(1),
                                                               .team = "fr",
                                                               .name = personal_text("Zo\u00EB"),
                                                               .language = "fr",
                                                               .revision = "r1"})));
  ASSERT_THAT(s.state.artworks, SizeIs(1));
  EXPECT_EQ(s.state.artworks[0].status, artwork::state::ordered);
}

TEST(Session, TakesTheSameOrderForTheSameArtwork) {
  stage s = opened();
  ASSERT_TRUE(s.submit(order(1)));
  EXPECT_THAT(*s.submit(order(2, " Zoe\u0308")), IsEmpty());
  const artwork* same = artwork_of(s.state, order(2), s.t);
  ASSERT_NE(same, nullptr);
  EXPECT_EQ(same->share, numbered<share_id>(1));
  auto other = order(3);
  other.language = "en";
  EXPECT_THAT(*s.submit(other), SizeIs(1));
  EXPECT_EQ(artwork_of(s.state, order(4, "Zoé"), s.t), nullptr);
}

TEST(Session, RefusesOrdersThatBreakARule) {
  stage s = opened();
  auto wrong_team = order(1);
  wrong_team.team = "atlantis";
  EXPECT_EQ(s.refusal_of(wrong_team).code, "team_unknown");
  EXPECT_EQ(s.refusal_of(wrong_team).field, "team");
  auto wrong_language = order(1);
  wrong_language.language = "tlh";
  EXPECT_EQ(s.refusal_of(wrong_language).code, "language_unknown");
  EXPECT_EQ(s.refusal_of(order(1, "two\nlines")).code, "name_line_separator");
  EXPECT_EQ(s.refusal_of(order(1, "two\nlines")).field, "name");
}

TEST(Session, BoundsTheNumberOfArtworksButRepeatsTheOnesThereAre) {
  stage s = opened();
  const auto most = static_cast<unsigned char>(s.t.rules.artworks_per_session_max);
  for (unsigned char i = 1; i <= most; ++i)
    ASSERT_TRUE(s.submit(order(i, "Fan " + std::to_string(i))));
  EXPECT_EQ(s.refusal_of(order(most, "one more")).code, "artworks_too_many");
  EXPECT_THAT(*s.submit(order(most, "Fan 1")), IsEmpty());
}

TEST(Session, RecordsADrawnArtworkOnce) {
  stage s = opened();
  ASSERT_TRUE(s.submit(order(1)));
  const record_artwork drawn{
      .share = numbered<share_id>(1), .renderer = "v1", .strip_bytes = 70000, .undrawable = {}};
  EXPECT_THAT(*s.submit(drawn), SizeIs(1));
  EXPECT_EQ(s.state.artworks[0].status, artwork::state::rendered);
  EXPECT_THAT(*s.submit(drawn), IsEmpty());
}

TEST(Session, RecordsWhatCannotBeDrawnAndThatItCanLater) {
  stage s = opened();
  ASSERT_TRUE(s.submit(order(1)));
  record_artwork refused{.share = numbered<share_id>(1),
                         .renderer = "v1",
                         .strip_bytes = 0,
                         .undrawable = std::vector<std::uint32_t>(20, 0x13000)};
  EXPECT_THAT(*s.submit(refused), SizeIs(1));
  EXPECT_EQ(s.state.artworks[0].status, artwork::state::refused);
  EXPECT_THAT(s.state.artworks[0].undrawable, SizeIs(16));
  EXPECT_THAT(*s.submit(refused), IsEmpty());
  refused.undrawable.clear();
  EXPECT_THAT(*s.submit(refused), SizeIs(1));
  EXPECT_EQ(s.state.artworks[0].status, artwork::state::rendered);
  EXPECT_THAT(s.state.artworks[0].undrawable, IsEmpty());
}

TEST(Session, KnowsNoArtworkThatWasNotOrdered) {
  stage s = opened();
  const error e = s.refusal_of(record_artwork{
      .share = numbered<share_id>(9), .renderer = "v1", .strip_bytes = 1, .undrawable = {}});
  EXPECT_EQ(e.kind, errc::refused);
  EXPECT_EQ(e.code, "artwork_unknown");
}

TEST(Session, SubscribesWithItsConsents) {
  stage s = opened();
  const auto events = s.submit(subscription());
  ASSERT_TRUE(events);
  ASSERT_THAT(*events, SizeIs(3));
  const auto& added = std::get<subscriber_added>((*events)[0]);
  EXPECT_EQ(added.email.clear(), "zoe@example.org");
  EXPECT_EQ(added.language, "fr");
  EXPECT_EQ(std::get<consent_given>((*events)[1]),
            (consent_given{.purpose = "terms", .text_version = "2016-05", .language = "fr"}));
  EXPECT_THAT(s.state.consents, ElementsAre("newsletter", "terms"));
  EXPECT_EQ(s.state.subscribed->asked_by, numbered<event_id>(2));
  EXPECT_THAT(*s.submit(subscription()), IsEmpty());
}

TEST(Session, RecordsOnlyTheConsentsThatChange) {
  stage s = opened();
  ASSERT_TRUE(s.submit(subscription()));
  auto changed = subscription();
  changed.consents.newsletter = false;
  changed.consents.recording = true;
  EXPECT_THAT(
      *s.submit(changed),
      ElementsAre(VariantWith<consent_withdrawn>(consent_withdrawn{.purpose = "newsletter"}),
                  VariantWith<consent_given>(testing::_)));
  EXPECT_THAT(s.state.consents, ElementsAre("recording", "terms"));
  EXPECT_EQ(s.state.subscriptions, 1U);
}

TEST(Session, RefusesSubscriptionsThatBreakARule) {
  stage s = opened();
  auto no_terms = subscription();
  no_terms.consents.terms = false;
  EXPECT_EQ(s.refusal_of(no_terms).code, "terms_required");
  EXPECT_EQ(s.refusal_of(no_terms).field, "consents");
  auto child = subscription();
  child.age = age_band::under_16;
  EXPECT_EQ(s.refusal_of(child).code, "age_too_young");
  EXPECT_EQ(s.refusal_of(child).field, "age_band");
  auto no_address = subscription();
  no_address.email = "zoe";
  EXPECT_EQ(s.refusal_of(no_address).code, "email_invalid");
  auto no_name = subscription();
  no_name.name = "\u200D";
  EXPECT_EQ(s.refusal_of(no_name).code, "name_nothing_visible");
  auto wrong_language = subscription();
  wrong_language.language = "tlh";
  EXPECT_EQ(s.refusal_of(wrong_language).code, "language_unknown");
}

TEST(Session, BoundsTheNumberOfAddresses) {
  stage s = opened();
  auto wish = subscription();
  for (std::size_t i = 0; i < s.t.rules.subscriptions_per_session_max; ++i) {
    wish.email = "fan" + std::to_string(i) + "@example.org";
    ASSERT_TRUE(s.submit(wish));
  }
  EXPECT_THAT(*s.submit(wish), IsEmpty());
  wish.email = "more@example.org";
  EXPECT_EQ(s.refusal_of(wish).code, "subscriptions_too_many");
}

TEST(Session, CanWithdrawAConsentEvenWhenItIsFull) {
  stage s = opened();
  ASSERT_TRUE(s.submit(subscription()));
  s.state.version = stream_version(static_cast<std::uint32_t>(s.t.rules.events_per_session_max));
  auto changed = subscription();
  changed.consents.recording = true;
  EXPECT_EQ(s.refusal_of(changed).code, "session_full");
  EXPECT_EQ(s.refusal_of(order(1)).code, "session_full");
  changed = subscription();
  changed.consents.newsletter = false;
  EXPECT_THAT(*s.submit(changed), SizeIs(1));
}

TEST(Session, RecordsWhatBecameOfALetterOnce) {
  stage s = opened();
  ASSERT_TRUE(s.submit(subscription()));
  const record_letter sent{
      .letter = s.state.subscribed->asked_by, .kind = "welcome", .word = "q-1"};
  EXPECT_THAT(*s.submit(sent), ElementsAre(VariantWith<letter_accepted>(letter_accepted{
                                   .letter = sent.letter, .kind = "welcome", .queue_id = "q-1"})));
  EXPECT_THAT(*s.submit(sent), IsEmpty());
  EXPECT_EQ(s.state.letters[0].status, letter::state::accepted);
}

TEST(Session, RecordsALetterThatWillNotBeSent) {
  stage s = opened();
  ASSERT_TRUE(s.submit(subscription()));
  ASSERT_TRUE(s.submit(record_letter{.letter = s.state.subscribed->asked_by,
                                     .kind = "welcome",
                                     .what = record_letter::fate::failed,
                                     .word = "address_rejected"}));
  EXPECT_EQ(s.state.letters[0].status, letter::state::failed);
}

TEST(Session, KnowsNoLetterThatWasNotAskedFor) {
  stage s = opened();
  const error e =
      s.refusal_of(record_letter{.letter = numbered<event_id>(7), .kind = "welcome", .word = "q"});
  EXPECT_EQ(e.code, "letter_unknown");
}

TEST(Session, BoundsTheWordsOfPoolsAndRelays) {
  stage s = opened();
  ASSERT_TRUE(s.submit(order(1)));
  ASSERT_TRUE(s.submit(subscription()));
  EXPECT_EQ(s.refusal_of(record_artwork{.share = numbered<share_id>(1),
                                        .renderer = std::string(257, 'r'),
                                        .strip_bytes = 1,
                                        .undrawable = {}})
                .code,
            "text_too_long");
  EXPECT_EQ(s.refusal_of(record_letter{.letter = numbered<event_id>(7),
                                       .kind = "welcome",
                                       .word = std::string(257, 'w')})
                .field,
            "word");
}

TEST(Session, FoldsEventsOfUnknownArtworksWithoutHarm) {
  stage s = opened();
  const session before = s.state;
  session after = apply(before, numbered<event_id>(9),
                        artwork_rendered{.share = numbered<share_id>(9), .renderer = "v1"});
  EXPECT_EQ(after.version, before.version.next());
  EXPECT_THAT(after.artworks, IsEmpty());
}

}  // namespace
}  // namespace chant::campaign
