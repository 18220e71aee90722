#include "cli/session_verbs.hpp"

#include "tests/cli/memory_view.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chant::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto uuid_text = "6fa459ea-ee8a-4ca4-894e-db77e160355e";

class SessionVerbs : public testing::Test {
 protected:
  SessionVerbs() {
    log.append(5, campaign::session_opened{.language = "pl", .country = "PL"});
    campaign::subscriber_added added;
    added.email = campaign::personal_text("ola@example.org");
    added.language = "pl";
    added.age_band = campaign::age_band::adult;
    log.append(5, added);
    log.append(5,
               campaign::consent_given{.purpose = "terms", .text_version = "1", .language = "pl"});
    EXPECT_TRUE(log.refresh());
  }

  tests::memory_view log;
  std::ostringstream out;
  std::ostringstream err;
  io streams{out, err, output_format::json};
};

TEST(SessionNamed, HashesAUuidAndTakesAnIdAsItIs) {
  const auto by_secret = session_named(uuid_text);
  ASSERT_TRUE(by_secret);
  EXPECT_EQ(*by_secret, campaign::session_of(*parse_uuid_v4(uuid_text)));
  EXPECT_EQ(session_named(by_secret->hex()), *by_secret);
}

TEST(SessionNamed, RefusesOtherWordsWithoutRepeatingThem) {
  for (const auto* word : {"", "6fa459ea", "6fa459ea-ee8a-1ca4-894e-db77e160355e"}) {
    const auto named = session_named(word);
    ASSERT_FALSE(named);
    EXPECT_EQ(named.error().code, "bad_session");
    EXPECT_THAT(named.error().detail, Not(HasSubstr("6fa459ea")));
  }
}

TEST_F(SessionVerbs, ShowFoldsTheEventsWithoutPersonalFields) {
  ASSERT_EQ(show_session(log, log.stream(5), streams), exit_code::ok);
  const auto state = boost::json::parse(out.str());
  EXPECT_EQ(state.at("version"), 3);
  EXPECT_EQ(state.at("country"), "PL");
  EXPECT_EQ(state.at("subscriber").at("email"), nullptr);
  EXPECT_EQ(state.at("subscriber").at("age_band"), "18+");
  EXPECT_EQ(state.at("consents").as_array().size(), 1U);
  EXPECT_EQ(state.at("drawn"), false);
  EXPECT_THAT(out.str(), Not(HasSubstr("ola")));
}

TEST_F(SessionVerbs, ShowNamesRecordingsAndTheDraw) {
  campaign::take_begun begun;
  begun.take = campaign::take_id::from_hex("0123456789abcdef0123456789abcdef").value();
  begun.media_type = "audio/webm";
  begun.size_bytes = 3000;
  begun.tier = "A";
  log.append(5, begun);
  log.append(5, campaign::draw_entered{});
  ASSERT_TRUE(log.refresh());
  ASSERT_EQ(show_session(log, log.stream(5), streams), exit_code::ok);
  const auto state = boost::json::parse(out.str());
  EXPECT_EQ(state.at("takes").at(0).at("id"), "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(state.at("takes").at(0).at("state"), "begun");
  EXPECT_EQ(state.at("drawn"), true);
  io people{out, err, output_format::table};
  ASSERT_EQ(show_session(log, log.stream(5), people), exit_code::ok);
  EXPECT_THAT(out.str(), HasSubstr("take        0123456789abcdef0123456789abcdef  2.9 KiB  begun"));
}

TEST_F(SessionVerbs, ShowSaysThatASessionWasErased) {
  log.append(5, campaign::session_erased{});
  ASSERT_TRUE(log.refresh());
  ASSERT_EQ(show_session(log, log.stream(5), streams), exit_code::ok);
  EXPECT_EQ(boost::json::parse(out.str()).at("erased"), true);
}

TEST_F(SessionVerbs, EventsAreAnArrayOfCloudEvents) {
  ASSERT_EQ(list_session_events(log, "demo", log.stream(5), streams), exit_code::ok);
  const auto events = boost::json::parse(out.str()).as_array();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[2].at("type"), "chant.consent_given.v1");
  EXPECT_EQ(events[2].at("version"), 3);
}

TEST_F(SessionVerbs, AnUnknownSessionIsNotFound) {
  const auto shown = show_session(log, log.stream(6), streams);
  ASSERT_FALSE(shown);
  EXPECT_EQ(exit_code_of(shown.error()), exit_code::not_found);
  EXPECT_FALSE(list_session_events(log, "demo", log.stream(6), streams));
}

}  // namespace
}  // namespace chant::cli
