#include "cli/log_verbs.hpp"

#include "campaign/own_stream.hpp"
#include "tests/cli/memory_view.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chant::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr timestamp kickoff = std::chrono::sys_days(std::chrono::year(2026) / 6 / 10) + 21h;

class LogVerbs : public testing::Test {
 protected:
  LogVerbs() {
    log.append(1, campaign::session_opened{.language = "fr", .country = "FR"}, kickoff);
    campaign::artwork_ordered ordered;
    ordered.share = tests::memory_view::share(7);
    ordered.team = "fr";
    ordered.name = campaign::personal_text("Zoë");
    ordered.language = "fr";
    ordered.revision = "r1";
    log.append(1, ordered, kickoff + 1s);
    log.append(2, campaign::session_opened{.language = "de", .country = ""}, kickoff + 2s);
    EXPECT_TRUE(log.refresh());
  }

  static bool never() { return false; }
  std::vector<std::string> lines() const {
    std::istringstream in(out.str());
    std::vector<std::string> all;
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }
  /// Offsets of the exported lines.
  std::vector<std::uint64_t> offsets() const {
    std::vector<std::uint64_t> all;
    for (const auto& line : lines())
      all.push_back(boost::json::parse(line).at("offset").to_number<std::uint64_t>());
    return all;
  }

  tests::memory_view log;
  std::ostringstream out;
  std::ostringstream err;
  io streams{out, err, output_format::table};
};

using Offsets = std::vector<std::uint64_t>;

TEST_F(LogVerbs, ExportWritesOneCloudEventALine) {
  ASSERT_EQ(export_log(log, "demo", {}, never, streams), exit_code::ok);
  EXPECT_EQ(offsets(), (Offsets{0, 1, 2}));
  for (const auto& line : lines()) {
    const auto event = boost::json::parse(line);
    EXPECT_EQ(event.at("specversion"), "1.0");
    EXPECT_EQ(event.at("source"), "/chant/demo");
  }
  EXPECT_EQ(boost::json::parse(lines()[1]).at("data").at("name"), nullptr);
  EXPECT_THAT(out.str(), Not(HasSubstr("Zo")));
  EXPECT_EQ(err.str(), "");
}

TEST_F(LogVerbs, ExportTakesARangeWithoutItsEnd) {
  ASSERT_EQ(export_log(log, "demo", {.from = 1, .to = 2}, never, streams), exit_code::ok);
  EXPECT_EQ(offsets(), (Offsets{1}));
}

TEST_F(LogVerbs, ExportPastTheHeadIsEmpty) {
  ASSERT_EQ(export_log(log, "demo", {.from = 9}, never, streams), exit_code::ok);
  EXPECT_EQ(out.str(), "");
}

TEST_F(LogVerbs, ExportTakesTheLogAsItWas) {
  const auto as_of = [&](std::string when) {
    out.str("");
    EXPECT_EQ(export_log(log, "demo", {.as_of = std::move(when)}, never, streams), exit_code::ok);
    return offsets();
  };
  EXPECT_EQ(as_of("1"), (Offsets{0}));
  EXPECT_EQ(as_of("2026-06-10T20:59:59Z"), (Offsets{}));
  EXPECT_EQ(as_of("2026-06-10T21:00:00Z"), (Offsets{0}));
  EXPECT_EQ(as_of("2026-06-10T23:00:01.5+02:00"), (Offsets{0, 1}));
  EXPECT_EQ(as_of("2026-06-11"), (Offsets{0, 1, 2}));
}

TEST_F(LogVerbs, ExportRefusesAPositionThatIsNone) {
  const auto exit_of = [&](std::string when) {
    const auto done = export_log(log, "demo", {.as_of = std::move(when)}, never, streams);
    return done ? exit_code::ok : exit_code_of(done.error());
  };
  EXPECT_EQ(exit_of("yesterday"), exit_code::usage);
  EXPECT_EQ(exit_of("4"), exit_code::not_found);
  EXPECT_EQ(exit_of("3"), exit_code::ok);
}

TEST_F(LogVerbs, ExportKeepsTheTypesAskedFor) {
  ASSERT_EQ(export_log(log, "demo", {.types = {"session_opened"}}, never, streams), exit_code::ok);
  EXPECT_EQ(offsets(), (Offsets{0, 2}));
  const auto unknown = export_log(log, "demo", {.types = {"session_opnd"}}, never, streams);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "unknown_type");
}

TEST_F(LogVerbs, ExportFollowsWhatIsAppendedLater) {
  int looks = 0;
  const auto append_twice = [&] {
    log.append(3, campaign::session_opened{.language = "it", .country = ""});
    return ++looks <= 2;
  };
  ASSERT_EQ(export_log(log, "demo", {.from = 2, .follow = true}, append_twice, streams),
            exit_code::ok);
  EXPECT_EQ(offsets(), (Offsets{2, 3, 4}));
}

TEST_F(LogVerbs, TailShowsTheLastEvents) {
  ASSERT_EQ(tail_log(log, "demo", {.last = 2}, never, streams), exit_code::ok);
  ASSERT_EQ(lines().size(), 2U);
  EXPECT_THAT(lines()[0], HasSubstr("         1  2026-06-10T21:00:01.000000Z  01010101"));
  EXPECT_THAT(lines()[0], HasSubstr("artwork_ordered"));
  EXPECT_THAT(lines()[1], HasSubstr("session_opened"));
}

TEST_F(LogVerbs, TailIsOneJsonArray) {
  streams.format = output_format::json;
  ASSERT_EQ(tail_log(log, "demo", {.last = 2}, never, streams), exit_code::ok);
  const auto array = boost::json::parse(out.str()).as_array();
  ASSERT_EQ(array.size(), 2U);
  EXPECT_EQ(array[0].at("type"), "chant.artwork_ordered.v1");
}

TEST_F(LogVerbs, TailOfMoreThanThereIsShowsAll) {
  ASSERT_EQ(tail_log(log, "demo", {.last = 99}, never, streams), exit_code::ok);
  EXPECT_EQ(lines().size(), 3U);
}

TEST_F(LogVerbs, TailOfATypeBeginsWithTheLastOfThatType) {
  for (int i = 0; i < 5000; ++i)
    log.append(3, campaign::session_opened{.language = "it", .country = ""});
  ASSERT_TRUE(log.refresh());
  ASSERT_EQ(tail_log(log, "demo", {.last = 1, .types = {"artwork_ordered"}}, never, streams),
            exit_code::ok);
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_THAT(lines()[0], HasSubstr("         1  2026-06-10T21:00:01.000000Z"));
}

TEST_F(LogVerbs, TailFollowsLineByLine) {
  streams.format = output_format::json;
  int looks = 0;
  const auto append_once = [&] {
    if (looks == 0) log.append(3, campaign::session_opened{.language = "it", .country = ""});
    return ++looks <= 2;
  };
  ASSERT_EQ(tail_log(log, "demo", {.last = 1, .follow = true}, append_once, streams),
            exit_code::ok);
  EXPECT_EQ(offsets(), (Offsets{2, 3}));
}

TEST_F(LogVerbs, ShowPrintsOneEventWithItsFields) {
  ASSERT_EQ(show_event(log, "demo", campaign::log_offset(1), streams), exit_code::ok);
  EXPECT_THAT(out.str(), HasSubstr("artwork_ordered"));
  EXPECT_THAT(out.str(), HasSubstr("\"fr\""));
  EXPECT_THAT(out.str(), Not(HasSubstr("Zo")));
}

TEST_F(LogVerbs, ShowDoesNotFindWhatIsNotWritten) {
  const auto shown = show_event(log, "demo", campaign::log_offset(3), streams);
  ASSERT_FALSE(shown);
  EXPECT_EQ(exit_code_of(shown.error()), exit_code::not_found);
}

TEST_F(LogVerbs, StatsCountInJson) {
  streams.format = output_format::json;
  ASSERT_EQ(show_stats(log, streams), exit_code::ok);
  const auto stats = boost::json::parse(out.str());
  EXPECT_EQ(stats.at("events"), 3);
  EXPECT_EQ(stats.at("head"), 3);
  EXPECT_EQ(stats.at("sessions"), 2);
  EXPECT_GT(stats.at("bytes").to_number<std::uint64_t>(), 0U);
}

TEST_F(LogVerbs, StatsTakeTheCampaignsOwnStreamForNoSession) {
  log.append_to(campaign::own_stream(), campaign::front_error_counted());
  ASSERT_TRUE(log.refresh());
  streams.format = output_format::json;
  ASSERT_EQ(show_stats(log, streams), exit_code::ok);
  const auto stats = boost::json::parse(out.str());
  EXPECT_EQ(stats.at("events"), 4);
  EXPECT_EQ(stats.at("sessions"), 2);
}

}  // namespace
}  // namespace chant::cli
