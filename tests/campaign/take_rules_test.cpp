// Which recordings a session may keep, and what becomes of them.
#include "tests/campaign/session_stage.hpp"

#include <gmock/gmock.h>

#include <string>

namespace chant::campaign {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::VariantWith;

begin_take begin(unsigned char number, std::uint64_t bytes = 1000) {
  return {.take = numbered<take_id>(number),
          .media_type = "audio/webm",
          .size_bytes = bytes,
          .tier = "A",
          .consent = "recording-1"};
}

finish_take finish(unsigned char number, std::uint64_t bytes = 1000) {
  return {.take = numbered<take_id>(number),
          .size_bytes = bytes,
          .sha256 = std::string(64, 'a'),
          .media_type = "audio/webm",
          .timing = std::nullopt};
}

stage with_takes(unsigned char count) {
  stage s = opened();
  for (unsigned char i = 1; i <= count; ++i) {
    EXPECT_TRUE(s.submit(begin(i)));
    EXPECT_TRUE(s.submit(finish(i)));
  }
  return s;
}

TEST(Take, BeginsWithItsConsent) {
  stage s = opened();
  EXPECT_THAT(
      *s.submit(begin(1)),
      ElementsAre(VariantWith<consent_given>(consent_given{
                      .purpose = "recording", .text_version = "recording-1", .language = "fr"}),
                  VariantWith<take_begun>(testing::Field(&take_begun::consent, "recording-1"))));
  ASSERT_THAT(s.state.takes, SizeIs(1));
  EXPECT_EQ(s.state.takes[0].status, take::state::begun);
}

TEST(Take, MayNameItsConsentByTheDigestOfTheWords) {
  stage s = opened();
  auto begun = begin(1);
  begun.consent = std::string(64, 'a');
  begun.shown = shown_wording{.version = "7", .language = "ja", .sha256 = begun.consent};
  EXPECT_THAT(
      *s.submit(begun),
      ElementsAre(VariantWith<consent_given>(consent_given{.purpose = "recording",
                                                           .text_version = "7",
                                                           .language = "ja",
                                                           .text_sha256 = begun.consent}),
                  VariantWith<take_begun>(testing::Field(&take_begun::consent, begun.consent))));
}

TEST(Take, TheSecondOneNeedsNoNewConsent) {
  stage s = with_takes(1);
  EXPECT_THAT(*s.submit(begin(2)), SizeIs(1));
}

TEST(Take, IsRefusedWithoutConsentOrBytes) {
  stage s = opened();
  auto silent = begin(1);
  silent.consent.clear();
  EXPECT_EQ(s.refusal_of(silent).code, "consent_required");
  EXPECT_EQ(s.refusal_of(silent).field, "consent");
  EXPECT_EQ(s.refusal_of(begin(1, 0)).code, "take_empty");
  EXPECT_EQ(s.refusal_of(begin(1, s.t.rules.take_bytes_max + 1)).code, "take_too_large");
  s.t.open = false;
  EXPECT_EQ(s.refusal_of(begin(1)).code, "campaign_closed");
}

TEST(Take, IsRefusedWhenItsWordsAreMalformed) {
  stage s = opened();
  auto odd = begin(1);
  odd.consent = "a consent";
  EXPECT_EQ(s.refusal_of(odd).kind, errc::malformed);
  EXPECT_EQ(s.refusal_of(odd).field, "consent");
  odd = begin(1);
  odd.tier = "D";
  EXPECT_EQ(s.refusal_of(odd).field, "tier");
  odd = begin(1);
  odd.media_type = std::string(257, 'm');
  EXPECT_EQ(s.refusal_of(odd).field, "filetype");
}

TEST(Take, BeginningTwiceIsOnce) {
  stage s = opened();
  ASSERT_TRUE(s.submit(begin(1)));
  EXPECT_THAT(*s.submit(begin(1)), IsEmpty());
}

TEST(Take, OnlySoManyUploadsAreUnderWay) {
  stage s = opened();
  for (unsigned char i = 1; i <= s.t.rules.takes_open_per_session_max; ++i)
    ASSERT_TRUE(s.submit(begin(i)));
  EXPECT_EQ(s.refusal_of(begin(99)).code, "takes_open_too_many");
  ASSERT_TRUE(s.submit(drop_take{.take = numbered<take_id>(1), .reason = "expired"}));
  EXPECT_TRUE(s.submit(begin(99)));
}

TEST(Take, OnlySoManyAreKept) {
  stage s = with_takes(static_cast<unsigned char>(demo_terms().rules.takes_per_session_max));
  EXPECT_EQ(s.refusal_of(begin(99)).code, "takes_too_many");
  ASSERT_TRUE(s.submit(drop_take{.take = numbered<take_id>(1), .reason = "by_fan"}));
  EXPECT_TRUE(s.submit(begin(99)));
}

TEST(Take, OnlySoManyBytesAreKept) {
  stage s = opened();
  s.t.rules.takes_bytes_per_session_max = 1500;
  ASSERT_TRUE(s.submit(begin(1)));
  EXPECT_EQ(s.refusal_of(begin(2, 501)).code, "takes_too_many");
  EXPECT_TRUE(s.submit(begin(2, 500)));
}

TEST(Take, RetakesAreBoundedOverTheWholeCampaign) {
  stage s = opened();
  s.t.rules.takes_begun_per_session_max = 3;
  for (unsigned char i = 1; i <= 3; ++i) {
    ASSERT_TRUE(s.submit(begin(i)));
    ASSERT_TRUE(s.submit(drop_take{.take = numbered<take_id>(i), .reason = "by_fan"}));
  }
  EXPECT_EQ(s.refusal_of(begin(4)).code, "takes_too_many");
}

TEST(Take, IsUploadedOnceWithWhatItsBytesSay) {
  stage s = opened();
  ASSERT_TRUE(s.submit(begin(1)));
  auto done = finish(1);
  done.media_type = "audio/mp4";
  done.timing = R"({"latency_seconds":0.1})";
  EXPECT_THAT(
      *s.submit(done),
      ElementsAre(VariantWith<take_uploaded>(testing::Field(&take_uploaded::timing, done.timing))));
  EXPECT_EQ(s.state.takes[0].media_type, "audio/mp4");
  EXPECT_EQ(s.state.takes[0].status, take::state::uploaded);
  EXPECT_THAT(*s.submit(done), IsEmpty());
}

TEST(Take, CannotBeFinishedOnceItIsDropped) {
  stage s = opened();
  ASSERT_TRUE(s.submit(begin(1)));
  ASSERT_TRUE(s.submit(drop_take{.take = numbered<take_id>(1), .reason = "by_fan"}));
  EXPECT_EQ(s.refusal_of(finish(1)).code, "take_unknown");
  EXPECT_THAT(*s.submit(drop_take{.take = numbered<take_id>(1), .reason = "by_fan"}), IsEmpty());
}

TEST(Take, SaysWhoseTheDigestIs) {
  stage s = opened();
  ASSERT_TRUE(s.submit(begin(1)));
  auto announced = finish(1);
  announced.sha256_by = "client";
  EXPECT_THAT(
      *s.submit(announced),
      ElementsAre(VariantWith<take_uploaded>(testing::Field(&take_uploaded::sha256_by, "client"))));
}

TEST(Take, IsRefusedAnOddDigestOrTooMuchTiming) {
  stage s = opened();
  ASSERT_TRUE(s.submit(begin(1)));
  auto odd = finish(1);
  odd.sha256 = std::string(64, 'X');
  EXPECT_EQ(s.refusal_of(odd).field, "sha256");
  odd = finish(1);
  odd.sha256_by = "somebody";
  EXPECT_EQ(s.refusal_of(odd).field, "sha256_by");
  odd = finish(1);
  odd.timing = std::string(2049, ' ');
  EXPECT_EQ(s.refusal_of(odd).field, "timing");
}

TEST(Take, GoesWithItsConsent) {
  stage s = with_takes(2);
  const auto events =
      s.submit(set_consents{.consents = {.terms = {}, .newsletter = {}, .recording = false}});
  ASSERT_TRUE(events);
  EXPECT_THAT(*events, SizeIs(3));
  EXPECT_TRUE(std::holds_alternative<consent_withdrawn>((*events)[0]));
  EXPECT_EQ(std::get<take_dropped>((*events)[2]),
            (take_dropped{.take = numbered<take_id>(2), .reason = "consent_withdrawn"}));
  EXPECT_THAT(s.state.takes, IsEmpty());
}

TEST(Take, CanBeGivenUpInAFullSession) {
  stage s = with_takes(1);
  s.state.version = stream_version(static_cast<std::uint32_t>(s.t.rules.events_per_session_max));
  EXPECT_EQ(s.refusal_of(begin(2)).code, "session_full");
  EXPECT_THAT(
      *s.submit(set_consents{.consents = {.terms = {}, .newsletter = {}, .recording = false}}),
      SizeIs(2));
}

}  // namespace
}  // namespace chant::campaign
