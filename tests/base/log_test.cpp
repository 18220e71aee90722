// The operational log: one JSON object a line.
#include "base/log.hpp"

#include <gmock/gmock.h>

namespace chant::log {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string logged(auto write_lines) {
  testing::internal::CaptureStderr();
  write_lines();
  return testing::internal::GetCapturedStderr();
}

TEST(Log, WritesOneObjectALine) {
  const std::string line = logged(
      [] { info("a sentence", {{"text", "é"}, {"count", 7}, {"share", 0.5}, {"ok", true}}); });
  EXPECT_THAT(line.substr(0, 50),
              MatchesRegex(R"(\{"at":"[0-9-]+T[0-9:]+\.[0-9]+Z","level":"info",.*)"));
  EXPECT_TRUE(line.ends_with("}\n"));
  EXPECT_THAT(line, HasSubstr(R"("msg":"a sentence","text":"é","count":7,"share":0.5,"ok":true})"));
}

TEST(Log, EscapesWhatWouldBreakTheLine) {
  const std::string line = logged([] { warn("x", {{"path", "a\"b\\c\nd"}}); });
  EXPECT_THAT(line, HasSubstr(R"("path":"a\"b\\c\u000ad")"));
  EXPECT_EQ(std::ranges::count(line, '\n'), 1);
}

TEST(Log, DropsWhatIsBelowItsLevel) {
  EXPECT_EQ(logged([] { debug("unseen"); }), "");
  set_level(level::debug);
  EXPECT_THAT(logged([] { debug("seen"); }), HasSubstr("seen"));
  set_level(level::info);
}

}  // namespace
}  // namespace chant::log
