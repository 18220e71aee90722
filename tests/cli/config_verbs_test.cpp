#include "tests/cli/command_line.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chant::cli {
namespace {

using testing::HasSubstr;
using tests::command_line;

hooks with_campaign(const std::filesystem::path& dir) {
  return {.serve = {}, .campaign_dir = [dir](const config::node&) -> result<std::filesystem::path> {
            return dir;
          }};
}

TEST(ConfigShow, PrintsTomlThatItReadsBack) {
  const tests::temporary_dir dir;
  const auto shown = command_line({"config", "show", "--data", "elsewhere"});
  ASSERT_EQ(shown.code, exit_code::ok) << shown.err;
  const auto file = dir.write("shown.toml", shown.out);
  const auto again = command_line({"config", "show", "--config", file.string()});
  EXPECT_EQ(again.out, shown.out);
}

TEST(ConfigShow, PrintsJsonWhenAsked) {
  const auto shown = command_line({"config", "show", "--data", "elsewhere", "-o", "json"});
  EXPECT_EQ(shown.code, exit_code::ok);
  EXPECT_THAT(shown.out, HasSubstr(R"("data_dir" : "elsewhere")"));
}

TEST(ConfigShow, NamesFileKeyAndReasonOfAProblem) {
  const tests::temporary_dir dir;
  const auto file = dir.write("bad.toml", "[http]\nport = \"eighty\"\n");
  const auto said = command_line({"config", "show", "--config", file.string()});
  EXPECT_EQ(said.code, exit_code::config_invalid);
  EXPECT_THAT(said.err, HasSubstr("bad.toml:2: http.port must be a whole number"));
}

TEST(ConfigValidate, RefusesSettingsThatCannotBeUsed) {
  const tests::temporary_dir dir;
  const auto file = dir.write("bad.toml", "dtaa_dir = \"x\"\n");
  const auto said = command_line({"config", "validate", "--config", file.string(), "-o", "json"},
                                 with_campaign(dir.path()));
  EXPECT_EQ(said.code, exit_code::config_invalid);
  EXPECT_THAT(said.err, HasSubstr(R"({"error":{"code":"config_unknown_key")"));
  EXPECT_THAT(said.err, HasSubstr(R"("field":"dtaa_dir")"));
}

TEST(ConfigValidate, RefusesACampaignThatCannotBeRead) {
  const tests::temporary_dir dir;
  const auto said = command_line({"config", "validate"}, with_campaign(dir.path()));
  EXPECT_EQ(said.code, exit_code::config_invalid);
  EXPECT_THAT(said.err, HasSubstr("campaign.toml"));
}

}  // namespace
}  // namespace chant::cli
