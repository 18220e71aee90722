#include "config/campaign_media.hpp"

#include "config/campaign_files.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <array>

namespace chant::config {
namespace {

using tests::temporary_dir;

const std::array<std::string, 2> languages{"en", "de"};

constexpr auto whole = R"(
[media]
backing = ["song.m4a", "song.ogg"]
lyrics = "lyrics.json"
film = "film.mp4"
poster = "film.jpg"
captions = "film.{language}.vtt"
)";

void write_all(const temporary_dir& dir) {
  for (const auto* name : {"song.m4a", "song.ogg", "lyrics.json", "film.mp4", "film.jpg",
                           "film.en.vtt", "film.de.vtt"})
    dir.write(name, "x");
}

TEST(CampaignMedia, AreNotNeeded) {
  const temporary_dir dir;
  EXPECT_TRUE(check_media("id = 'small'", dir.path(), languages));
}

TEST(CampaignMedia, AreAllThere) {
  const temporary_dir dir;
  write_all(dir);
  const auto checked = check_media(whole, dir.path(), languages);
  EXPECT_TRUE(checked) << checked.error().why;
}

TEST(CampaignMedia, MissNoFileOfAList) {
  const temporary_dir dir;
  write_all(dir);
  std::filesystem::remove(dir.path() / "song.ogg");
  const auto checked = check_media(whole, dir.path(), languages);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().key, "media.backing");
  EXPECT_NE(checked.error().why.find("song.ogg"), std::string::npos);
}

TEST(CampaignMedia, HaveCaptionsInEveryLanguage) {
  const temporary_dir dir;
  write_all(dir);
  std::filesystem::remove(dir.path() / "film.de.vtt");
  const auto checked = check_media(whole, dir.path(), languages);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().key, "media.captions");
  EXPECT_NE(checked.error().why.find("film.de.vtt"), std::string::npos);
}

TEST(CampaignMedia, NeedASongAndItsWords) {
  const temporary_dir dir;
  write_all(dir);
  EXPECT_EQ(check_media("[media]\nbacking = 'song.m4a'", dir.path(), languages).error().key,
            "media.lyrics");
  EXPECT_EQ(check_media("[media]\nlyrics = 'lyrics.json'", dir.path(), languages).error().key,
            "media.backing");
}

TEST(CampaignMedia, ShowAPosterBeforeTheFilm) {
  const temporary_dir dir;
  write_all(dir);
  const auto checked =
      check_media("[media]\nbacking = 'song.m4a'\nlyrics = 'lyrics.json'\nfilm = 'film.mp4'",
                  dir.path(), languages);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().key, "media.poster");
}

TEST(CampaignMedia, RefuseAKeyThatNobodyReads) {
  const temporary_dir dir;
  write_all(dir);
  EXPECT_EQ(
      check_media(std::string(whole) + "fllm = 'film.mp4'\n", dir.path(), languages).error().key,
      "media.fllm");
}

TEST(CampaignMedia, StayInsideTheCampaign) {
  const temporary_dir dir;
  write_all(dir);
  for (const auto* name : {"../song.m4a", "/etc/hostname", "a/../../b", ""}) {
    const auto toml = "[media]\nlyrics = 'lyrics.json'\nbacking = '" + std::string(name) + "'";
    const auto checked = check_media(toml, dir.path(), languages);
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().key, "media.backing") << name;
  }
}

TEST(CampaignMedia, RefuseWhatIsNoName) {
  const temporary_dir dir;
  write_all(dir);
  for (const auto* value : {"7", "[]", "[7]", "{}"}) {
    const auto toml = "[media]\nlyrics = 'lyrics.json'\nbacking = " + std::string(value);
    EXPECT_FALSE(check_media(toml, dir.path(), languages)) << value;
  }
  EXPECT_FALSE(check_media("media = 'all'", dir.path(), languages));
}

TEST(CampaignMedia, AreCheckedWithTheCampaign) {
  const temporary_dir dir;
  std::filesystem::copy(std::filesystem::path(CHANT_CONFIG_DIR) / "campaigns/demo", dir.path(),
                        std::filesystem::copy_options::recursive);
  ASSERT_TRUE(load_campaign(dir.path()));
  std::filesystem::remove(dir.path() / "media/lyrics.json");
  const auto loaded = load_campaign(dir.path());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, "campaign_invalid");
  EXPECT_EQ(loaded.error().field, "media.lyrics");
}

}  // namespace
}  // namespace chant::config
