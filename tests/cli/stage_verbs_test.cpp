#include "cli/stage_verbs.hpp"

#include "cli/git_facts.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <sstream>

namespace chant::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// A node that is told and answers as the test says.
class StageVerbs : public ::testing::Test {
 protected:
  StageVerbs() {
    source.write("site/index.html", "x");
    source.write("campaign/campaign.toml", "x");
    settings.data_dir = data.path();
  }

  [[nodiscard]] stage_tools tools() {
    return {.settings = settings,
            .ask = [this](std::string_view) { return answer_with(200, list); },
            .change =
                [this](std::string_view verb, std::string_view target, std::string_view body) {
                  asked.push_back(std::string(verb) + ' ' + std::string(target) + ' ' +
                                  std::string(body));
                  return node ? answer_with(status, body_of_answer) : result<admin_reply>(absent());
                },
            .words = {.who = "ada@desk", .why = "release"},
            .check = [this](const auto&, const auto&) { return checked; },
            .tell = tell,
            .time = time};
  }

  [[nodiscard]] result<admin_reply> answer_with(unsigned code, const std::string& text) const {
    if (!node) return absent();
    if (why_not) return std::unexpected(*why_not);
    return admin_reply{code, text};
  }
  static std::unexpected<error> absent() {
    return std::unexpected(error{errc::unavailable, "node_unreachable", "no node", ""});
  }

  result<exit_code> deploy_studio() {
    return deploy({.stage = "studio",
                   .dir = source.path(),
                   .site = {},
                   .campaign = {},
                   .branch = "b",
                   .label = "1"},
                  tools(), streams());
  }
  [[nodiscard]] io streams() { return {out, err, output_format::json}; }
  [[nodiscard]] json::value said() {
    auto value = json::parse(out.str());
    out.str("");
    return value;
  }
  [[nodiscard]] config::stage_dir studio() const {
    return *config::stage_dir::of(data.path(), "studio");
  }

  tests::temporary_dir data;
  tests::temporary_dir source;
  config::node settings;
  manual_clock time{timestamp{std::chrono::seconds(1'466'200'000)}};
  bool node = false;
  unsigned status = 200;
  std::string body_of_answer =
      R"({"stage":"studio","number":1,"state":"running","url":"http://x:1","port":1,"reason":null})";
  std::string list = "[]";
  std::optional<error> why_not;
  result<void> checked{};
  chat tell;
  std::vector<std::string> asked;
  std::ostringstream out;
  std::ostringstream err;
};

TEST_F(StageVerbs, DeploysForTheNextStartWhereNoNodeRuns) {
  ASSERT_EQ(*deploy_studio(), exit_code::ok);
  const auto shown = said().as_object();
  EXPECT_EQ(shown.at("effect"), "at_start");
  EXPECT_EQ(shown.at("deployed_at"), "2016-06-17T21:46:40.000000Z");
  EXPECT_EQ(studio().current(), 1U);
  EXPECT_TRUE(fs::exists(studio().build(1)->site / "index.html"));
  EXPECT_TRUE(fs::exists(studio().build(1)->campaign / "campaign.toml"));
}

TEST_F(StageVerbs, LeavesTheSwitchToTheNodeThatRuns) {
  node = true;
  ASSERT_EQ(*deploy_studio(), exit_code::ok);
  EXPECT_EQ(
      asked,
      std::vector<std::string>{
          R"(POST /admin/v1/stages/studio/deploy {"number":1,"who":"ada@desk","why":"release"})"});
  EXPECT_EQ(said().as_object().at("effect"), "now");
  EXPECT_EQ(studio().current(), 0U);  // this node only says so
}

TEST_F(StageVerbs, AStageThatCannotBeCheckedChangesNothing) {
  checked = std::unexpected(error{errc::invalid_config, "campaign_invalid", "teams.json: no", ""});
  const auto refused = deploy_studio();
  ASSERT_FALSE(refused);
  EXPECT_EQ(exit_code_of(refused.error()), exit_code::config_invalid);
  EXPECT_FALSE(studio().exists());
}

TEST_F(StageVerbs, WhatTheNodeRefusesWasNeverThere) {
  node = true;
  status = 422;
  body_of_answer = R"({"code":"art_unusable","detail":"art: no"})";
  const auto refused = deploy_studio();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "art_unusable");
  EXPECT_EQ(exit_code_of(refused.error()), exit_code::config_invalid);
  EXPECT_FALSE(studio().exists());
}

TEST_F(StageVerbs, ABuildStaysWhereTheNodesAnswerIsUnknown) {
  node = true;
  why_not = error{errc::timeout, "no_answer", "late", ""};
  const auto unknown = deploy_studio();
  ASSERT_FALSE(unknown);
  EXPECT_EQ(exit_code_of(unknown.error()), exit_code::unreachable);
  EXPECT_EQ(studio().builds()->size(), 1U);
}

TEST_F(StageVerbs, ListsWhatIsOnDiskWithWhatTheNodeSays) {
  settings.stages.public_url = "https://{stage}.preview.example";
  ASSERT_TRUE(deploy_studio());
  out.str("");
  ASSERT_EQ(*list_stages(tools(), streams()), exit_code::ok);
  auto all = said().as_array();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].as_object().at("stage"), "production");
  EXPECT_EQ(all[0].as_object().at("number"), 0);
  auto one = all[1].as_object();
  EXPECT_EQ(one.at("state"), "stopped");
  EXPECT_EQ(one.at("url"), "https://studio.preview.example");
  node = true;
  list = R"([{"stage":"studio","number":1,"state":"failed","url":"u","port":7,
              "reason":{"code":"log_corrupt","detail":"d"}}])";
  ASSERT_EQ(*list_stages(tools(), streams()), exit_code::degraded);
  one = said().as_array().at(1).as_object();
  EXPECT_EQ(one.at("reason"), "log_corrupt");
  EXPECT_EQ(one.at("branch"), "b");
  EXPECT_EQ(one.at("builds").as_array().size(), 1U);
}

TEST_F(StageVerbs, GoesBackToTheBuildBefore) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(deploy_studio());
  ASSERT_EQ(*rollback("studio", {}, tools(), streams()), exit_code::ok);
  EXPECT_EQ(studio().current(), 2U);
  ASSERT_EQ(*rollback("studio", 1U, tools(), streams()), exit_code::ok);
  EXPECT_EQ(studio().current(), 1U);
  EXPECT_EQ(rollback("studio", {}, tools(), streams()).error().code, "nothing_before");
  EXPECT_EQ(rollback("studio", 0U, tools(), streams()).error().code, "build_unknown");
  EXPECT_EQ(rollback("nobody", {}, tools(), streams()).error().code, "stage_unknown");
}

TEST_F(StageVerbs, ProductionGoesBackToItsSettings) {
  ASSERT_TRUE(deploy({.stage = "production",
                      .dir = source.path(),
                      .site = {},
                      .campaign = {},
                      .branch = "b",
                      .label = "1"},
                     tools(), streams()));
  ASSERT_EQ(*rollback("production", {}, tools(), streams()), exit_code::ok);
  EXPECT_EQ(config::stage_dir::of(data.path(), "production")->current(), 0U);
  EXPECT_EQ(rollback("production", {}, tools(), streams()).error().code, "nothing_before");
}

TEST_F(StageVerbs, RemovesOnlyWhoIsSure) {
  ASSERT_TRUE(deploy_studio());
  EXPECT_EQ(remove_stage("studio", false, tools(), streams()).error().kind, errc::refused);
  EXPECT_TRUE(studio().exists());
  ASSERT_EQ(*remove_stage("studio", true, tools(), streams()), exit_code::ok);
  EXPECT_FALSE(studio().exists());
  // Production cannot be removed, whether anything was deployed to it or not.
  EXPECT_EQ(remove_stage("production", true, tools(), streams()).error().code,
            "stage_is_production");
}

TEST_F(StageVerbs, AChatThatIsAwayStopsNobody) {
  std::string heard;
  tell = [&](std::string_view text) {
    heard = text;
    return std::unexpected(error{errc::timeout, "no_answer", "late", ""});
  };
  ASSERT_EQ(*deploy_studio(), exit_code::ok);
  EXPECT_EQ(said().as_object().at("webhook"), "failed");
  EXPECT_EQ(heard, "studio: deployed build 1 of branch b, once the node is started");
  EXPECT_NE(err.str().find("no_answer"), std::string::npos);
}

TEST(Deployment, FindsWhatADirectoryHolds) {
  const tests::temporary_dir dir;
  dir.write("both/site/index.html", "x");
  dir.write("both/campaign/campaign.toml", "x");
  dir.write("site/index.html", "x");
  dir.write("campaign/campaign.toml", "x");
  dir.write("neither/readme", "x");
  const auto built = [&](const char* name) {
    return build_of({.stage = "s",
                     .dir = dir.path() / name,
                     .site = {},
                     .campaign = {},
                     .branch = "b",
                     .label = "l"});
  };
  EXPECT_EQ(built("both")->site, dir.path() / "both/site");
  EXPECT_EQ(built("both")->campaign, dir.path() / "both/campaign");
  EXPECT_TRUE(built("site")->campaign.empty());
  EXPECT_TRUE(built("campaign")->site.empty());
  EXPECT_EQ(built("neither").error().code, "build_unusable");
  EXPECT_EQ(build_of({.stage = "s",
                      .dir = {},
                      .site = dir.path() / "campaign",
                      .campaign = {},
                      .branch = "b",
                      .label = "l"})
                .error()
                .code,
            "build_unusable");
}

TEST(Deployment, IsCalledAfterItsStageWhereGitKnowsNothing) {
  const tests::temporary_dir dir;
  dir.write("index.html", "x");
  const auto facts = git_facts_of(dir.path());
  EXPECT_EQ(facts.branch, "");
  EXPECT_EQ(facts.commit, "");
  const auto build = build_of({.stage = "studio",
                               .dir = dir.path(),
                               .site = {},
                               .campaign = {},
                               .branch = {},
                               .label = {}});
  EXPECT_EQ(build->branch, "studio");
  EXPECT_EQ(build->label, "");
}

TEST(Deployment, IsCalledAfterBranchAndCommit) {
  const tests::temporary_dir dir;
  dir.write("index.html", "x");
  const auto git =
      "git -C '" + dir.path().string() + "' -c user.name=t -c user.email=t@example.invalid ";
  ASSERT_EQ(std::system((git + "init -q -b trunk").c_str()), 0);
  ASSERT_EQ(std::system((git + "add -A").c_str()), 0);
  ASSERT_EQ(std::system((git + "commit -q -m x").c_str()), 0);
  const auto clean = git_facts_of(dir.path());
  EXPECT_EQ(clean.branch, "trunk");
  EXPECT_GE(clean.commit.size(), 7U);
  dir.write("index.html", "y");
  EXPECT_EQ(git_facts_of(dir.path()).commit, clean.commit + "-dirty");
}

TEST(Webhook, AnUrlThatIsNoneIsSaidWithoutRepeatingIt) {
  const auto told = chat_at("http://user:secret@x/")("hello");
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code, "webhook_malformed");
  EXPECT_EQ(told.error().detail.find("secret"), std::string::npos);
}

TEST(CampaignVerbs, WantToKnowWhat) {
  EXPECT_EQ(tests::command_line({"campaign", "deploy", "--stage", "x"}).code, exit_code::usage);
  EXPECT_EQ(tests::command_line({"campaign", "deploy", "dir"}).code, exit_code::usage);
  EXPECT_EQ(tests::command_line({"campaign", "list", "--data", "/nonexistent/at/all"}).code,
            exit_code::not_found);
}

}  // namespace
}  // namespace chant::cli
