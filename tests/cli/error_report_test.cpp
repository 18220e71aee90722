#include "cli/error_report.hpp"

#include "campaign/own_stream.hpp"
#include "tests/cli/memory_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <sstream>
#include <string>

namespace chant::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr timestamp kickoff = std::chrono::sys_days(std::chrono::year(2026) / 6 / 10) + 21h;

class ErrorReport : public testing::Test {
 protected:
  ErrorReport() {
    opened(1, kickoff);
    opened(2, kickoff + 10min);
    counted("5f0c41aa00000000", 3, "r1", kickoff + 20min);
    opened(3, kickoff + 1h);
    counted("5f0c41aa00000000", 1, "r2", kickoff + 61min);
    counted("77000000bb000000", 7, "r2", kickoff + 62min);
    EXPECT_TRUE(log.refresh());
  }
  void opened(std::uint8_t fan, timestamp at) {
    log.append(fan, campaign::session_opened{.language = "en", .country = ""}, at);
  }
  void counted(std::string fingerprint, std::uint64_t reports, std::string release, timestamp at) {
    log.append_to(
        campaign::own_stream(),
        campaign::front_error_counted{.fingerprint = fingerprint,
                                      .message = "TypeError: of " + fingerprint.substr(0, 2),
                                      .release = std::move(release),
                                      .page = "/studio",
                                      .browser = "safari",
                                      .stack = "start studio-Ab3dEf12.js:1:2345",
                                      .reports = reports},
        at);
  }
  std::string said(const error_report_options& options, output_format format) {
    std::ostringstream out;
    std::ostringstream err;
    const auto done = report_errors(log, options, {.out = out, .err = err, .format = format});
    EXPECT_TRUE(done) << done.error().code;
    return out.str();
  }
  std::string table_of(const error_report_options& options = {}) {
    return said(options, output_format::table);
  }
  boost::json::value json_of(const error_report_options& options = {}) {
    return boost::json::parse(said(options, output_format::json));
  }

  tests::memory_view log;
};

TEST_F(ErrorReport, PutsTheMostFrequentFirst) {
  const auto all = json_of();
  const auto& groups = all.at("groups").as_array();
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].at("fingerprint"), "77000000bb000000");
  EXPECT_EQ(groups[0].at("reports"), 7);
  EXPECT_EQ(groups[1].at("reports"), 4);
  EXPECT_EQ(groups[1].at("releases"), (boost::json::array{"r1", "r2"}));
  EXPECT_EQ(groups[1].at("first_seen"), "2026-06-10T21:20:00.000000Z");
  EXPECT_EQ(groups[1].at("last_seen"), "2026-06-10T22:01:00.000000Z");
  const auto text = table_of();
  EXPECT_LT(text.find("TypeError: of 77"), text.find("TypeError: of 5f"));
}

TEST_F(ErrorReport, SetsReportsAgainstSessionsInAllAndByTheHour) {
  const auto all = json_of();
  EXPECT_EQ(all.at("reports"), 11);
  EXPECT_EQ(all.at("sessions"), 3);
  const auto& hours = all.at("hours").as_array();
  ASSERT_EQ(hours.size(), 2U);
  EXPECT_EQ(hours[0].at("hour"), "2026-06-10T21:00:00.000000Z");
  EXPECT_DOUBLE_EQ(hours[0].at("reports_per_session").as_double(), 1.5);
  EXPECT_DOUBLE_EQ(hours[1].at("reports_per_session").as_double(), 8);
  EXPECT_THAT(table_of(), HasSubstr("3.6667"));
}

TEST_F(ErrorReport, LeavesOutWhatWasBefore) {
  const auto later = json_of({.since = "2026-06-10T21:30:00Z"});
  EXPECT_EQ(later.at("reports"), 8);
  EXPECT_EQ(later.at("sessions"), 1);
}

TEST_F(ErrorReport, KeepsToARelease) {
  const auto first = json_of({.release = "r1"});
  EXPECT_EQ(first.at("reports"), 3);
  EXPECT_EQ(first.at("groups").as_array().size(), 1U);
}

TEST_F(ErrorReport, ShowsOneErrorWithItsStack) {
  const auto text = table_of({.fingerprint = "5f0c"});
  EXPECT_THAT(text, HasSubstr("start studio-Ab3dEf12.js:1:2345"));
  EXPECT_THAT(text, Not(HasSubstr("TypeError: of 77")));
}

TEST_F(ErrorReport, ShowsNoMoreThanAskedFor) {
  const auto one = json_of({.most = 1});
  EXPECT_EQ(one.at("groups").as_array().size(), 1U);
  EXPECT_EQ(one.at("groups_found"), 2);
}

TEST_F(ErrorReport, SaysWhenThereIsNoSuchError) {
  std::ostringstream out;
  const auto done = report_errors(log, {.fingerprint = "00"}, {.out = out, .err = out});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "error_unknown");
  EXPECT_EQ(done.error().kind, errc::not_found);
}

TEST_F(ErrorReport, SaysNothingBadOfALogWithoutErrors) {
  tests::memory_view empty;
  std::ostringstream out;
  EXPECT_TRUE(report_errors(empty, {}, {.out = out, .err = out}));
  EXPECT_THAT(out.str(), HasSubstr("0.0000"));
}

}  // namespace
}  // namespace chant::cli
