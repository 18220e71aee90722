#include "config/config.hpp"

#include "tests/support/temporary_dir.hpp"

#include <fmt/format.h>
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

error with_uploads_to(std::string_view upload_url, std::string_view public_url) {
  return error_of(fmt::format("[takes]\nupload_url = \"{}\"\n[http]\npublic_url = \"{}\"\n",
                              upload_url, public_url));
}

TEST(Config, RefusesUploadsToWhatIsNoAddress) {
  for (const auto* url :
       {"up.example", "https://up.example; script-src *", "https://a,https://b",
        "https://up.example?to=me", "https://me@up.example", "https://[::1]:8443"}) {
    const auto e = with_uploads_to(url, "https://fans.example");
    EXPECT_EQ(e.code, "config_out_of_range") << url;
    EXPECT_EQ(e.field, "takes.upload_url") << url;
  }
  for (const auto* url : {"https://up.example", "https://up.example:8443/takes/"})
    EXPECT_EQ(with_uploads_to(url, "https://fans.example").code, "") << url;
}

TEST(Config, RefusesUploadsToAnotherOriginFromPagesOfNobody) {
  EXPECT_EQ(with_uploads_to("https://up.example", "").field, "takes.upload_url");
  EXPECT_NE(with_uploads_to("https://up.example", "").detail.find("http.public_url"),
            std::string::npos);
}

TEST(Config, RefusesUploadsInClearFromPagesThatAreNot) {
  EXPECT_EQ(with_uploads_to("http://up.example", "https://fans.example").field, "takes.upload_url");
  EXPECT_EQ(with_uploads_to("https://up.example", "http://fans.example").code, "");
  EXPECT_EQ(with_uploads_to("http://up.example", "http://fans.example").code, "");
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
