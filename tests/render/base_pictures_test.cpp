#include "render/base_pictures.hpp"

#include "render/files.hpp"
#include "render/team_base.hpp"
#include "tests/render/demo.hpp"

#include <vips/vips.h>

#include <filesystem>

namespace chant::render {
namespace {

class BasePictures : public testing::Test {
 protected:
  ~BasePictures() override { std::filesystem::remove_all(dir_); }
  [[nodiscard]] base_pictures::options cached() const {
    auto o = demo::options();
    o.cache_dir = dir_ / "bases";
    return o;
  }
  [[nodiscard]] std::vector<std::filesystem::path> kept() const {
    std::vector<std::filesystem::path> files;
    for (const auto& f : std::filesystem::directory_iterator(dir_ / "bases"))
      files.push_back(f.path());
    return files;
  }
  std::filesystem::path dir_ =
      std::filesystem::path(testing::TempDir()) /
      ("bases-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(BasePictures, ComeBackFromTheCacheByteForByte) {
  const auto built = base_pictures::load(cached()).value();
  ASSERT_EQ(kept().size(), demo::teams.size());
  const auto again = base_pictures::load(cached()).value();
  EXPECT_EQ(again->revision(), built->revision());
  for (const auto& team : demo::teams)
    EXPECT_EQ(to_bytes(*again->find(team)), to_bytes(*built->find(team)));
  EXPECT_EQ(demo::bases()->revision(), built->revision());
}

TEST_F(BasePictures, AreBuiltAgainWhereTheCacheIsDamaged) {
  const auto built = base_pictures::load(cached()).value();
  const auto files = kept();
  auto bytes = read_file(files[0]).value();
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(write_file(files[0], bytes).has_value());
  ASSERT_TRUE(write_file(files[1], "").has_value());
  const auto again = base_pictures::load(cached()).value();
  EXPECT_EQ(again->revision(), built->revision());
}

TEST_F(BasePictures, HaveAnotherRevisionForAnotherLettering) {
  auto o = demo::options();
  o.song = "Another Song";
  const auto other = base_pictures::load(o).value();
  EXPECT_NE(other->revision(), demo::bases()->revision());
}

TEST_F(BasePictures, LetNoUnsafeFormatBeLoadedAfterwards) {
  (void)demo::bases();
  const std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>)";
  VipsImage* image = nullptr;
  EXPECT_NE(vips_svgload_buffer(const_cast<char*>(svg.data()), svg.size(), &image, nullptr), 0);
  vips_error_clear();
}

TEST_F(BasePictures, RefuseACampaignWithoutArtOrFlags) {
  auto o = demo::options();
  o.campaign_dir = dir_;
  EXPECT_EQ(base_pictures::load(o).error().code, "art_missing");
  o = demo::options();
  o.catalogue.teams.push_back({.id = "atlantis", .names = {}});
  EXPECT_EQ(base_pictures::load(o).error().code, "flag_missing");
}

TEST_F(BasePictures, RefuseArtThatIsNoPictureOrHasNoRoomForAName) {
  auto o = demo::options();
  const auto art = dir_ / "art";
  std::filesystem::create_directories(dir_);
  std::filesystem::copy(o.campaign_dir / "art", art, std::filesystem::copy_options::recursive);
  o.campaign_dir = dir_;
  ASSERT_TRUE(write_file(art / "cover" / "10-voice.svg", "<svg").has_value());
  EXPECT_EQ(base_pictures::load(o).error().code, "art_unusable");
  std::filesystem::remove(art / "cover" / "10-voice.svg");
  std::filesystem::remove(art / "cover" / "30-lettering.svg");
  EXPECT_EQ(base_pictures::load(o).error().code, "art_without_name_box");
}

TEST_F(BasePictures, ReportTheirProgress) {
  std::vector<std::size_t> told;
  auto o = demo::options();
  o.progress = [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(all, demo::teams.size());
    told.push_back(done);
  };
  ASSERT_TRUE(base_pictures::load(o).has_value());
  EXPECT_EQ(told, (std::vector<std::size_t>{1, 2, 3, 4}));
}

}  // namespace
}  // namespace chant::render
