#include "config/stage_dir.hpp"

#include "config/durable_files.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace chant::config {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class StageDir : public ::testing::Test {
 protected:
  StageDir() {
    source.write("site/index.html", "one");
    source.write("site/assets/app.js", "two");
    source.write("site/.git/config", "not this");
    source.write("campaign/campaign.toml", "three");
  }

  [[nodiscard]] stage_build deployed(std::string branch = "studio") const {
    return {.number = 0,
            .branch = std::move(branch),
            .label = "a1b2c3",
            .deployed_at = "2026-11-26T03:00:00.000000Z",
            .site = source.path() / "site",
            .campaign = source.path() / "campaign"};
  }

  tests::temporary_dir data;
  tests::temporary_dir source;
  stage_dir stage = *stage_dir::of(data.path(), "studio");
};

TEST_F(StageDir, TakesNamesThatCanStandInAHostName) {
  for (const auto* name : {"a", "studio", "issue-3", "0", "production"})
    EXPECT_TRUE(stage_dir::of(data.path(), name)) << name;
  const std::string long_name(41, 'a');
  for (const std::string_view name :
       {std::string_view(), std::string_view("-a"), std::string_view("A"), std::string_view(".."),
        std::string_view("a/b"), std::string_view("a_b"), std::string_view(long_name)}) {
    const auto refused = stage_dir::of(data.path(), name);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, "stage_name_malformed");
  }
}

TEST_F(StageDir, KeepsACopyOfWhatIsDeployed) {
  EXPECT_FALSE(stage.exists());
  const auto added = stage.add(deployed());
  ASSERT_TRUE(added) << added.error().detail;
  fs::remove_all(source.path() / "site");
  const auto read = stage.build(1);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->branch, "studio");
  EXPECT_EQ(read->label, "a1b2c3");
  EXPECT_EQ(read->deployed_at, "2026-11-26T03:00:00.000000Z");
  EXPECT_EQ(text_of(read->site / "index.html"), "one");
  EXPECT_EQ(text_of(read->site / "assets/app.js"), "two");
  EXPECT_FALSE(fs::exists(read->site / ".git"));
  EXPECT_EQ(text_of(read->campaign / "campaign.toml"), "three");
}

TEST_F(StageDir, APartThatIsNotDeployedIsNotThere) {
  auto only_site = deployed();
  only_site.campaign.clear();
  ASSERT_TRUE(stage.add(only_site));
  EXPECT_TRUE(stage.build(1)->campaign.empty());
  EXPECT_FALSE(stage.build(1)->site.empty());
}

TEST_F(StageDir, ANewBuildIsNotCurrentUntilItIsSwitchedTo) {
  ASSERT_TRUE(stage.add(deployed()));
  EXPECT_EQ(stage.current(), 0U);
  ASSERT_TRUE(stage.switch_to(1));
  ASSERT_TRUE(stage.add(deployed("other")));
  EXPECT_EQ(stage.current(), 1U);
  ASSERT_TRUE(stage.switch_to(2));
  EXPECT_EQ(stage.current(), 2U);
  ASSERT_TRUE(stage.switch_to(0));
  EXPECT_EQ(stage.current(), 0U);
}

TEST_F(StageDir, WhatAKilledDeployLeftIsNoBuildAndInNobodysWay) {
  data.write("stages/studio/builds/.new/site/index.html", "half");
  EXPECT_TRUE(stage.builds()->empty());
  ASSERT_TRUE(stage.add(deployed()));
  EXPECT_EQ(stage.builds()->size(), 1U);
  EXPECT_EQ(text_of(stage.build(1)->site / "index.html"), "one");
  EXPECT_FALSE(fs::exists(data.path() / "stages/studio/builds/.new"));
}

TEST_F(StageDir, ACopyThatFailsLeavesNoBuild) {
  auto missing = deployed();
  missing.campaign = source.path() / "nowhere";
  const auto added = stage.add(missing);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, "build_unreadable");
  EXPECT_TRUE(stage.builds()->empty());
  EXPECT_TRUE(fs::is_empty(data.path() / "stages/studio/builds"));
}

TEST_F(StageDir, OldBuildsGoButNeverTheCurrentOne) {
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(stage.add(deployed()));
  ASSERT_TRUE(stage.switch_to(1));
  stage.prune(builds_kept);
  std::vector<std::uint32_t> left;
  const auto all = stage.builds();
  ASSERT_TRUE(all);
  for (const auto& b : *all) left.push_back(b.number);
  EXPECT_EQ(left, (std::vector<std::uint32_t>{1, 3, 4, 5, 6, 7}));
  // Numbers do not come back.
  EXPECT_EQ(stage.add(deployed())->number, 8U);
}

TEST_F(StageDir, ThereIsAnEndToPreviewsButNotToTheirBuilds) {
  for (std::size_t i = 0; i < most_previews; ++i)
    ASSERT_TRUE(stage_dir::of(data.path(), "s" + std::to_string(i))->add(deployed()));
  const auto one_more = stage.add(deployed());
  ASSERT_FALSE(one_more);
  EXPECT_EQ(one_more.error().code, "too_many_stages");
  EXPECT_FALSE(stage.exists());
  EXPECT_TRUE(stage_dir::of(data.path(), "s3")->add(deployed()));
  EXPECT_TRUE(stage_dir::of(data.path(), production)->add(deployed()));
}

TEST_F(StageDir, NamesABuildThatIsNotThere) {
  const auto unknown = stage.build(4);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, errc::not_found);
  EXPECT_EQ(unknown.error().code, "build_unknown");
}

TEST_F(StageDir, SaysSoWhenItsFilesWereTouched) {
  ASSERT_TRUE(stage.add(deployed()));
  data.write("stages/studio/builds/1/build.json", "{");
  const auto broken = stage.builds();
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, "stage_malformed");
}

TEST_F(StageDir, RemembersItsPort) {
  ASSERT_TRUE(stage.add(deployed()));
  EXPECT_EQ(stage.port(), 0U);
  ASSERT_TRUE(stage.keep_port(40123));
  EXPECT_EQ(stage.port(), 40123U);
  data.write("stages/studio/port", "70000\n");
  EXPECT_EQ(stage.port(), 0U);
}

TEST_F(StageDir, ARemovedStageLeavesNothing) {
  ASSERT_TRUE(stage.add(deployed()));
  data.write("stages/studio/data/log/HEAD", "x");
  ASSERT_TRUE(stage_dir::of(data.path(), "other")->add(deployed()));
  ASSERT_EQ(stage_dir::all(data.path()).size(), 2U);
  ASSERT_TRUE(stage.remove());
  EXPECT_FALSE(stage.exists());
  const auto left = stage_dir::all(data.path());
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].name(), "other");
  EXPECT_EQ(std::distance(fs::directory_iterator(data.path() / "stages"), {}), 1);
}

TEST(CopyTree, RefusesATreeWithoutEnd) {
  const tests::temporary_dir from;
  const tests::temporary_dir to;
  for (int i = 0; i < 4; ++i) from.write(std::to_string(i), "0123456789");
  for (const tree_limits& most : {tree_limits{.files = 3}, tree_limits{.bytes = 39}}) {
    const auto copied = copy_tree(from.path(), to.path() / "copy", most);
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().code, "build_too_large");
  }
  EXPECT_TRUE(copy_tree(from.path(), to.path() / "copy", {.files = 4, .bytes = 40}));
}

TEST(CopyTree, LinksLeadNowhere) {
  const tests::temporary_dir from;
  const tests::temporary_dir to;
  from.write("a", "a");
  fs::create_symlink("/etc/hostname", from.path() / "link");
  fs::create_directory_symlink("/etc", from.path() / "links");
  ASSERT_TRUE(copy_tree(from.path(), to.path() / "copy"));
  EXPECT_EQ(std::distance(fs::directory_iterator(to.path() / "copy"), {}), 1);
}

TEST(DigestOfTree, ChangesWithNamesAndBytesAlone) {
  const tests::temporary_dir one;
  const tests::temporary_dir other;
  one.write("a/b", "text");
  other.write("a/b", "text");
  other.write(".hidden", "x");
  EXPECT_EQ(*digest_of_tree(one.path()), *digest_of_tree(other.path()));
  other.write("a/c", "");
  EXPECT_NE(*digest_of_tree(one.path()), *digest_of_tree(other.path()));
  one.write("a/c", "t");
  EXPECT_NE(*digest_of_tree(one.path()), *digest_of_tree(other.path()));
}

TEST(WriteDurably, PutsANewFileInTheOldOnesPlace) {
  const tests::temporary_dir dir;
  const auto file = dir.write("f", "a long old text");
  ASSERT_TRUE(write_durably(file, "new"));
  EXPECT_EQ(text_of(file), "new");
  const auto nowhere = write_durably(dir.path() / "no/where", "x");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, "file_unwritable");
}

TEST(WriteDurably, TakesANameWithoutADirectory) {
  const tests::temporary_dir dir;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  const auto written = write_durably("f", "new");
  std::filesystem::current_path(before);
  ASSERT_TRUE(written) << written.error().detail;
  EXPECT_EQ(text_of(dir.path() / "f"), "new");
}

}  // namespace
}  // namespace chant::config
