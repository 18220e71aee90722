#include "config/campaign_files.hpp"

#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

namespace chant::config {
namespace {

using tests::temporary_dir;

constexpr auto small_campaign = R"(
id = "small"
title = "Small"
artist = "A"
song = "S"
state = "open"
languages = ["en", "de"]
consent_text_version = "1"
[mail]
from_name = "Small"
from_address = "small@example.org"
)";
constexpr auto two_teams =
    R"([{"id":"fr","names":{"en":"France","de":"Frankreich"}},
        {"id":"de","names":{"en":"Germany","de":"Deutschland"}}])";

void write_small_campaign(const temporary_dir& dir) {
  dir.write("campaign.toml", small_campaign);
  dir.write("teams.json", two_teams);
  dir.write("texts/en.json", R"({"a":"A"})");
  dir.write("texts/de.json", R"({"a":"Ä"})");
}

TEST(CampaignFiles, LoadsTheDemo) {
  const auto loaded = load_campaign(std::filesystem::path(CHANT_CONFIG_DIR) / "campaigns/demo");
  ASSERT_TRUE(loaded) << loaded.error().detail;
  EXPECT_EQ(loaded->terms.catalogue.campaign, "demo");
  EXPECT_EQ(loaded->terms.catalogue.teams.size(), 24U);
  EXPECT_EQ(loaded->terms.catalogue.languages.size(), 12U);
  EXPECT_TRUE(loaded->terms.open);
}

TEST(CampaignFiles, ReadsTeamsAndTextsInEveryLanguage) {
  const temporary_dir dir;
  write_small_campaign(dir);
  const auto loaded = load_campaign(dir.path());
  ASSERT_TRUE(loaded) << loaded.error().detail;
  const auto* team = loaded->terms.catalogue.find_team("fr");
  ASSERT_NE(team, nullptr);
  EXPECT_EQ(loaded->terms.catalogue.name_of(*team, "de"), "Frankreich");
  EXPECT_EQ(loaded->texts.find("de", "a"), "Ä");
}

TEST(CampaignFiles, RevisionFollowsTheFiles) {
  const temporary_dir dir;
  write_small_campaign(dir);
  const auto first = load_campaign(dir.path());
  const auto again = load_campaign(dir.path());
  dir.write("texts/de.json", R"({"a":"Anders"})");
  const auto changed = load_campaign(dir.path());
  ASSERT_TRUE(first && again && changed);
  EXPECT_EQ(first->terms.revision, again->terms.revision);
  EXPECT_NE(first->terms.revision, changed->terms.revision);
}

TEST(CampaignFiles, RefusesATextMissingInOneLanguage) {
  const temporary_dir dir;
  write_small_campaign(dir);
  dir.write("texts/en.json", R"({"a":"A","b":"B"})");
  const auto loaded = load_campaign(dir.path());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().field, "b");
  EXPECT_NE(loaded.error().detail.find("de.json"), std::string::npos);
}

TEST(CampaignFiles, RefusesATeamWithoutAName) {
  const temporary_dir dir;
  write_small_campaign(dir);
  dir.write("teams.json", R"([{"id":"fr","names":{"en":"France"}}])");
  EXPECT_EQ(load_campaign(dir.path()).error().code, "campaign_invalid");
}

TEST(CampaignFiles, RefusesAnUnknownState) {
  const temporary_dir dir;
  write_small_campaign(dir);
  std::string toml = small_campaign;
  toml.replace(toml.find("\"open\""), 6, "\"ajar\"");
  dir.write("campaign.toml", toml);
  EXPECT_EQ(load_campaign(dir.path()).error().field, "state");
}

TEST(CampaignFiles, SaysWhichFileIsMissing) {
  const temporary_dir dir;
  const auto loaded = load_campaign(dir.path());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, "campaign_unreadable");
  EXPECT_NE(loaded.error().detail.find("campaign.toml"), std::string::npos);
}

}  // namespace
}  // namespace chant::config
