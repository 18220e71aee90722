#include "cli/completion.hpp"

#include "tests/cli/command_line.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace chant::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using tests::command_line;

/// What bash would offer after these words, the last one being typed.
std::string offered_by_bash(const std::string& words, int typing) {
  const tests::temporary_dir dir;
  const auto script = dir.write("chant.bash", command_line({"completion", "bash"}).out);
  const auto ask = "bash -c 'source " + script.string() + "; COMP_WORDS=(" + words +
                   "); COMP_CWORD=" + std::to_string(typing) +
                   "; _chant; echo \"${COMPREPLY[@]}\"' 2>&1";
  FILE* bash = ::popen(ask.c_str(), "r");
  std::string said;
  std::array<char, 4096> piece;
  while (std::fgets(piece.data(), piece.size(), bash) != nullptr) said += piece.data();
  ::pclose(bash);
  return said;
}

TEST(Completion, OffersVerbsToBash) {
  EXPECT_THAT(offered_by_bash("chant \"\"", 1), AllOf(HasSubstr("serve"), HasSubstr("config")));
  EXPECT_EQ(offered_by_bash("chant conf", 1), "config\n");
  EXPECT_THAT(offered_by_bash("chant config \"\"", 2),
              AllOf(HasSubstr("validate"), HasSubstr("show"), Not(HasSubstr("serve"))));
}

TEST(Completion, OffersOptionsAndTheirValuesToBash) {
  EXPECT_EQ(offered_by_bash("chant serve --po", 2), "--port\n");
  EXPECT_EQ(offered_by_bash("chant config show -o \"\"", 4), "table json\n");
}

TEST(Completion, NamesEveryVerbForZshAndFish) {
  for (const auto* shell : {"zsh", "fish"}) {
    const auto said = command_line({"completion", shell});
    EXPECT_EQ(said.code, exit_code::ok);
    EXPECT_THAT(said.out, AllOf(HasSubstr("/config/validate"), HasSubstr("completion")));
  }
}

TEST(Completion, QuotesSummariesWithApostrophes) {
  const command_tree root{
      .name = "chant",
      .summary = "",
      .options = {},
      .verbs = {{.name = "a", .summary = "the node's log", .options = {}, .verbs = {}}}};
  EXPECT_THAT(completion_script("fish", root).value(), HasSubstr(R"('the node'\''s log')"));
}

TEST(Completion, RefusesAShellItDoesNotKnow) {
  const auto said = command_line({"completion", "tcsh"});
  EXPECT_EQ(said.code, exit_code::usage);
  EXPECT_THAT(said.err, HasSubstr("unknown_shell"));
}

}  // namespace
}  // namespace chant::cli
