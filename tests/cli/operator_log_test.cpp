#include "cli/operator_log.hpp"

#include "campaign/own_stream.hpp"
#include "tests/cli/memory_view.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <sstream>

namespace chant::cli {
namespace {

TEST(OperatorLog, ListsTheLatestActsOldestFirstAndNothingElse) {
  tests::memory_view log;
  const auto note = [&](const char* act) {
    log.append_to(
        campaign::own_stream(),
        campaign::operator_acted{
            .act = act, .subject = "s", .who = "ada@desk", .whence = "admin.sock", .why = "asked"});
  };
  note("pools pause");
  note("session erase");
  log.append_to(campaign::own_stream(), campaign::erase_carried_out{.session = "s"});
  log.append(5, campaign::session_opened{.language = "pl", .country = "PL"});
  note("pools resume");
  ASSERT_TRUE(log.refresh());
  std::ostringstream out;
  std::ostringstream err;
  ASSERT_EQ(list_acts(log, 2, {out, err, output_format::json}), exit_code::ok);
  const auto acts = boost::json::parse(out.str()).as_array();
  ASSERT_EQ(acts.size(), 2U);
  EXPECT_EQ(acts[0].at("act"), "session erase");
  EXPECT_EQ(acts[1].at("act"), "pools resume");
  EXPECT_EQ(acts[1].at("who"), "ada@desk");
  EXPECT_EQ(acts[1].at("offset"), 4);
}

}  // namespace
}  // namespace chant::cli
