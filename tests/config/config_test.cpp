#include "config/config.hpp"

#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

namespace chant::config {
namespace {

using tests::temporary_dir;

error error_of(std::string_view toml) {
  const temporary_dir dir;
  const auto loaded = load(dir.write("chant.toml", toml));
  return loaded ? error{} : loaded.error();
}

TEST(Config, DefaultFileSaysExactlyTheDefaults) {
  const auto loaded = load(std::filesystem::path(CHANT_CONFIG_DIR) / "default.toml");
  ASSERT_TRUE(loaded) << loaded.error().detail;
  EXPECT_EQ(*loaded, node{});
}

TEST(Config, ReadsWhatItShows) {
  node changed;
  changed.data_dir = "/srv/chant";
  changed.http.port = 9000;
  changed.http.trusted_proxies = {"10.0.0.0/8", "::1"};
  changed.http.limit_loopback = true;
  changed.pools.passivate_after = std::chrono::seconds(5);
  const temporary_dir dir;
  const auto loaded = load(dir.write("chant.toml", to_toml(changed)));
  ASSERT_TRUE(loaded) << loaded.error().detail;
  EXPECT_EQ(*loaded, changed);
}

TEST(Config, CommandLineWinsOverTheFile) {
  const temporary_dir dir;
  const auto file = dir.write("chant.toml", "data_dir = \"a\"\n[http]\nport = 1\n");
  const auto loaded = load(file, {.data_dir = "b", .port = 2});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->data_dir, "b");
  EXPECT_EQ(loaded->http.port, 2);
}

TEST(Config, NamesTheLineOfAnUnknownKey) {
  const auto e = error_of("data_dir = \"x\"\n[http]\nprot = 8080\n");
  EXPECT_EQ(e.code, "config_unknown_key");
  EXPECT_EQ(e.field, "http.prot");
  EXPECT_NE(e.detail.find(":3:"), std::string::npos) << e.detail;
}

TEST(Config, RefusesAWrongType) {
  EXPECT_EQ(error_of("[http]\nport = \"8080\"\n").code, "config_wrong_type");
  EXPECT_EQ(error_of("[http]\ntrusted_proxies = [1]\n").code, "config_wrong_type");
}

TEST(Config, RefusesANumberOutOfRange) {
  EXPECT_EQ(error_of("[http]\nport = 65536\n").field, "http.port");
  EXPECT_EQ(error_of("[pools]\nmailers = 0\n").field, "pools.mailers");
}

TEST(Config, RefusesHalfACertificate) {
  EXPECT_EQ(error_of("[http]\ntls_certificate = \"c.pem\"\n").code, "config_out_of_range");
}

TEST(Config, RefusesACountryHeaderFromAnybody) {
  EXPECT_EQ(error_of("[http]\ncountry_header = \"CF-IPCountry\"\n").field, "http.country_header");
}

TEST(Config, RefusesUrlsThatAreNone) {
  EXPECT_EQ(error_of("[http]\npublic_url = \"fans.example\"\n").field, "http.public_url");
  EXPECT_EQ(error_of("[stages]\nwebhook = \"chat.example\"\n").field, "stages.webhook");
  EXPECT_EQ(error_of("[stages]\npublic_url = \"https://{stage}.example/\"\n").field,
            "stages.public_url");
}

TEST(Config, RefusesOneUrlForAllPreviews) {
  const auto e = error_of("[stages]\npublic_url = \"https://preview.example\"\n");
  EXPECT_EQ(e.field, "stages.public_url");
  EXPECT_NE(e.detail.find("{stage}"), std::string::npos);
  EXPECT_EQ(error_of("[stages]\npublic_url = \"https://{stage}.preview.example\"\n").code, "");
}

TEST(Config, PutsAStagesNameIntoItsUrl) {
  node settings;
  EXPECT_EQ(preview_url(settings, "studio"), "");
  settings.stages.public_url = "https://{stage}.preview.example";
  EXPECT_EQ(preview_url(settings, "studio"), "https://studio.preview.example");
}

TEST(Config, TellsSyntaxFromAMissingFile) {
  EXPECT_EQ(error_of("data_dir = \n").code, "config_syntax");
  EXPECT_EQ(load("/nonexistent/chant.toml").error().code, "config_unreadable");
}

}  // namespace
}  // namespace chant::config
