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

TEST(CampaignFiles, KnowsTheCampaignsColours) {
  const temporary_dir dir;
  write_small_campaign(dir);
  dir.write("campaign.toml", std::string(small_campaign) + "[theme]\nhot = \"#0055AA\"\n");
  const auto loaded = load_campaign(dir.path());
  ASSERT_TRUE(loaded) << loaded.error().detail;
  EXPECT_EQ(loaded->theme.at("hot"), "#0055AA");

  dir.write("campaign.toml", std::string(small_campaign) + "[theme]\nhot = \"red;}\"\n");
  const auto refused = load_campaign(dir.path());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "theme.hot");
}

TEST(CampaignFiles, ACampaignHasItsOwnLimits) {
  const temporary_dir dir;
  write_small_campaign(dir);
  EXPECT_EQ(load_campaign(dir.path())->terms.rules.artworks_per_session_max,
            campaign::default_rules().artworks_per_session_max);
  dir.write("rules.json",
            R"({"limits":{"artworks_per_session_max":{"value":3}},"draw_age_min":"16-17",
                "draw_countries_excluded":["XX","YY"],"double_opt_in":true,
                "subscriber_age_min_by_country":{"XX":"18+","YY":"under16"}})");
  const auto loaded = load_campaign(dir.path());
  ASSERT_TRUE(loaded) << loaded.error().detail;
  EXPECT_EQ(loaded->terms.rules.artworks_per_session_max, 3U);
  EXPECT_EQ(loaded->terms.rules.name_bytes_max, campaign::default_rules().name_bytes_max);
  EXPECT_EQ(loaded->terms.rules.draw_age_min, campaign::age_band::age_16_17);
  EXPECT_EQ(loaded->terms.rules.draw_countries_excluded, (std::vector<std::string>{"XX", "YY"}));
  EXPECT_TRUE(loaded->terms.rules.double_opt_in);
  using ages = decltype(campaign::rules::subscriber_age_min_by_country);
  EXPECT_EQ(loaded->terms.rules.subscriber_age_min_by_country,
            (ages{{"XX", campaign::age_band::adult}, {"YY", campaign::age_band::under_16}}));
}

TEST(CampaignFiles, RefusesRulesThatCannotBeMeant) {
  const temporary_dir dir;
  write_small_campaign(dir);
  for (const char* rules :
       {"[]", "{", R"({"limits":{"artworks":{"value":3}}})",
        R"({"limits":{"take_bytes_max":{"value":0}}})",
        R"({"limits":{"take_bytes_max":{"value":-1}}})", R"({"limits":{"take_bytes_max":7}})",
        R"({"draw_age_min":"old"})", R"({"draw_countries_excluded":["Poland"]})",
        R"({"double_opt_in":"yes"})", R"({"subscriber_age_min_by_country":["DE"]})",
        R"({"subscriber_age_min_by_country":{"Germany":"18+"}})",
        R"({"subscriber_age_min_by_country":{"DE":"21+"}})"}) {
    dir.write("rules.json", rules);
    const auto loaded = load_campaign(dir.path());
    ASSERT_FALSE(loaded) << rules;
    EXPECT_EQ(loaded.error().kind, errc::invalid_config) << rules;
    EXPECT_NE(loaded.error().detail.find("rules.json"), std::string::npos) << rules;
  }
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
