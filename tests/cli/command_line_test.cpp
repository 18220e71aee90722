// The command line as a whole: verbs found, errors said, exit codes kept.
#include "tests/cli/command_line.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chant::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using tests::command_line;

TEST(CommandLine, ListsEveryVerbOnHelp) {
  const auto said = command_line({"--help"});
  EXPECT_EQ(said.code, exit_code::ok);
  for (const auto* verb :
       {"serve", "health", "pools", "config", "log", "session", "artwork", "completion", "version"})
    EXPECT_THAT(said.out, HasSubstr(verb));
  EXPECT_EQ(said.err, "");
}

TEST(CommandLine, ShowsExamplesInTheHelpOfAVerb) {
  const auto said = command_line({"serve", "--help"});
  EXPECT_EQ(said.code, exit_code::ok);
  EXPECT_THAT(said.out, HasSubstr("Examples:"));
  EXPECT_THAT(said.out, HasSubstr("chant serve --data"));
}

TEST(CommandLine, NamesTheVerbsWhenNoneIsGiven) {
  const auto said = command_line({});
  EXPECT_EQ(said.code, exit_code::usage);
  EXPECT_THAT(said.err, HasSubstr("serve"));
  EXPECT_EQ(said.out, "");
}

TEST(CommandLine, NamesTheVerbsOfAGroupWhenNoneIsGiven) {
  const auto said = command_line({"config"});
  EXPECT_EQ(said.code, exit_code::usage);
  EXPECT_THAT(said.err, HasSubstr("chant config needs a verb: validate, show"));
}

TEST(CommandLine, SuggestsTheVerbThatWasMeant) {
  const auto said = command_line({"confgi", "show"});
  EXPECT_EQ(said.code, exit_code::usage);
  EXPECT_THAT(said.err, HasSubstr("chant has no verb 'confgi'; did you mean config?"));
}

TEST(CommandLine, SuggestsTheOptionThatWasMeant) {
  const auto said = command_line({"serve", "--prot", "1"});
  EXPECT_EQ(said.code, exit_code::usage);
  EXPECT_THAT(said.err, HasSubstr("did you mean --port?"));
}

TEST(CommandLine, SuggestsNothingWhereMostLettersDiffer) {
  EXPECT_THAT(command_line({"foo"}).err, testing::Not(HasSubstr("did you mean")));
}

TEST(CommandLine, SaysWhichWordIsMissingAndWhereToRead) {
  const auto said = command_line({"log", "show"});
  EXPECT_EQ(said.code, exit_code::usage);
  EXPECT_THAT(said.err, HasSubstr("offset is required; see chant log show --help"));
}

TEST(CommandLine, TakesNoNumberBelowZero) {
  for (const auto& words : {std::vector<std::string>{"log", "tail", "-n", "-1"},
                            {"log", "acts", "-n", "-1"},
                            {"draw", "run", "--winners", "-1"},
                            {"campaign", "rollback", "--stage", "a", "--to", "-1"}}) {
    const auto said = command_line(words);
    EXPECT_EQ(said.code, exit_code::usage) << words[1];
    EXPECT_THAT(said.err, HasSubstr("-1 is below 0")) << words[1];
  }
}

TEST(CommandLine, NeverRepeatsAWordThatMayBeASecret) {
  const auto said = command_line({"version", "6fa459ea-ee8a-4ca4-894e-db77e160355e"});
  EXPECT_EQ(said.code, exit_code::usage);
  EXPECT_THAT(said.err, testing::Not(HasSubstr("6fa459ea")));
}

TEST(CommandLine, SaysErrorsInJsonWhenAsked) {
  const auto said = command_line({"confgi", "-o", "json"});
  EXPECT_EQ(said.code, exit_code::usage);
  EXPECT_THAT(said.err, StartsWith(R"({"error":{"code":"usage","message":"chant has no verb)"));
}

TEST(CommandLine, RefusesAnUnknownOutputFormat) {
  EXPECT_EQ(command_line({"version", "-o", "yaml"}).code, exit_code::usage);
}

TEST(CommandLine, TellsItsVersion) {
  EXPECT_EQ(command_line({"version"}).out, "chant " + std::string(version()) + "\n");
  EXPECT_EQ(command_line({"--version"}).out, "chant " + std::string(version()) + "\n");
  EXPECT_THAT(command_line({"version", "-o", "json"}).out, StartsWith(R"({"version":")"));
}

TEST(CommandLine, ReportsACutOffOutput) {
  std::ostringstream out;
  std::ostringstream err;
  out.setstate(std::ios::badbit);
  EXPECT_EQ(run({"version"}, {}, out, err), exit_code::failed);
  EXPECT_THAT(err.str(), HasSubstr("output_failed"));
}

TEST(Health, SaysThatNoNodeServesTheDirectory) {
  const tests::temporary_dir dir;
  const auto said = command_line({"health", "--data", dir.path().string(), "-o", "json"});
  EXPECT_EQ(said.code, exit_code::unreachable);
  EXPECT_THAT(said.err, StartsWith(R"({"error":{"code":"node_unreachable")"));
  EXPECT_EQ(said.out, "");
}

TEST(Serve, PassesItsOptionsToTheNode) {
  serve_options seen;
  const hooks node{.serve = [&](const serve_options& o) -> result<void> {
                     seen = o;
                     return {};
                   },
                   .campaign_dir = {}};
  const auto said =
      command_line({"serve", "--data", "/tmp/x", "--port", "0", "--config", "c.toml"}, node);
  EXPECT_EQ(said.code, exit_code::ok);
  EXPECT_EQ(seen.overrides.data_dir, "/tmp/x");
  EXPECT_EQ(seen.overrides.port, 0);
  EXPECT_EQ(seen.config_file, "c.toml");
}

TEST(Serve, LeavesUnsaidOptionsToTheSettings) {
  serve_options seen{.config_file = "x", .overrides = {.data_dir = "y", .port = 1}};
  const hooks node{.serve = [&](const serve_options& o) -> result<void> {
                     seen = o;
                     return {};
                   },
                   .campaign_dir = {}};
  EXPECT_EQ(command_line({"serve"}, node).code, exit_code::ok);
  EXPECT_EQ(seen.overrides.data_dir, std::nullopt);
  EXPECT_EQ(seen.overrides.port, std::nullopt);
  EXPECT_EQ(seen.config_file, std::nullopt);
}

TEST(Serve, EndsWithTheExitCodeOfItsError) {
  const hooks node{.serve = [](const serve_options&) -> result<void> {
                     return std::unexpected(error{errc::corrupt, "log_damaged", "offset 7", ""});
                   },
                   .campaign_dir = {}};
  const auto said = command_line({"serve"}, node);
  EXPECT_EQ(said.code, exit_code::degraded);
  EXPECT_EQ(said.err, "chant: offset 7 (log_damaged)\n");
}

TEST(Serve, RefusesAPortThatIsNone) {
  EXPECT_EQ(command_line({"serve", "--port", "65536"}).code, exit_code::usage);
  EXPECT_EQ(command_line({"serve", "--port", "http"}).code, exit_code::usage);
}

}  // namespace
}  // namespace chant::cli
