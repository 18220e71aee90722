#include "cli/output.hpp"

#include "cli/exit_code.hpp"
#include "cli/suggest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace chant::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Table, AlignsTextLeftAndNumbersRight) {
  table t({{.title = "name"}, {.title = "done", .number = true}, {.title = "state"}});
  t.add({"renderer", "12", "ok"});
  t.add({"écran", "1,204", ""});
  std::ostringstream out;
  t.write(out);
  EXPECT_EQ(out.str(),
            "name       done  state\n"
            "renderer     12  ok\n"
            "écran     1,204\n");
}

TEST(Output, GroupsDigitsByThree) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Output, SaysSizesAndSpansInTwoParts) {
  EXPECT_EQ(readable_bytes(1023), "1023 B");
  EXPECT_EQ(readable_bytes(1536), "1.5 KiB");
  EXPECT_EQ(readable_bytes(5ULL << 40), "5.0 TiB");
  EXPECT_EQ(readable_seconds(59), "59 s");
  EXPECT_EQ(readable_seconds(93784), "1 d 2 h");
  EXPECT_EQ(readable_seconds(3600), "1 h 0 min");
}

TEST(Output, EscapesErrorsInJson) {
  std::ostringstream out;
  std::ostringstream err;
  write_error({out, err, output_format::json}, {errc::io, "disk_full", "no \"space\"\n", ""});
  EXPECT_EQ(err.str(),
            "{\"error\":{\"code\":\"disk_full\",\"message\":\"no \\\"space\\\"\\n\"}}\n");
}

TEST(ExitCode, FollowsTheKindOfError) {
  const auto status = [](errc kind, const char* code = "x") {
    return to_status(exit_code_of({kind, code, "", ""}));
  };
  EXPECT_EQ(status(errc::internal), 1);
  EXPECT_EQ(status(errc::malformed), 2);
  EXPECT_EQ(status(errc::invalid_config), 3);
  EXPECT_EQ(status(errc::not_found), 4);
  EXPECT_EQ(status(errc::gone), 4);
  EXPECT_EQ(status(errc::conflict), 5);
  EXPECT_EQ(status(errc::timeout), 6);
  EXPECT_EQ(status(errc::unavailable), 6);
  EXPECT_EQ(status(errc::corrupt), 7);
  EXPECT_EQ(status(errc::refused), 9);
  EXPECT_EQ(status(errc::io, "disk_full"), 10);
  EXPECT_EQ(status(errc::unavailable, "disk_full"), 10);
}

TEST(Suggestion, NamesTheNearestWordsFirst) {
  const std::vector<std::string> verbs{"tail", "show", "export", "verify", "stats"};
  EXPECT_THAT(nearest("tial", verbs), ElementsAre("tail"));
  EXPECT_THAT(nearest("exprot", verbs), ElementsAre("export"));
  EXPECT_THAT(nearest("ver", verbs), ElementsAre("verify"));
  EXPECT_THAT(nearest("start", verbs), ElementsAre("stats"));
  EXPECT_THAT(nearest("delete", verbs), IsEmpty());
  EXPECT_EQ(suggestion("stat", {"stats", "state"}), "; did you mean state or stats?");
  EXPECT_EQ(suggestion("frobnicate", verbs), "");
}

}  // namespace
}  // namespace chant::cli
