#include "render/fonts.hpp"

#include "render/files.hpp"
#include "render/resources.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace chant::render {
namespace {

/// A copy of fonts/ whose manifest has been changed.
class Fonts : public testing::Test {
 protected:
  Fonts() {
    std::filesystem::create_directories(dir_);
    std::filesystem::copy(default_fonts_dir() / "fonts.conf", dir_,
                          std::filesystem::copy_options::overwrite_existing);
  }
  ~Fonts() override {
    std::filesystem::remove_all(dir_);
    (void)install_fonts(default_fonts_dir());
  }
  void manifest_with(const std::string& from, const std::string& to) const {
    auto text = read_file(default_fonts_dir() / "manifest.txt").value();
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, from.size(), to);
    ASSERT_TRUE(write_file(dir_ / "manifest.txt", text).has_value());
  }
  std::filesystem::path dir_ =
      std::filesystem::path(testing::TempDir()) /
      ("fonts-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(Fonts, AreAllThereAndResolveToTheirFiles) {
  const auto once = install_fonts(default_fonts_dir());
  ASSERT_TRUE(once.has_value()) << once.error().detail;
  EXPECT_EQ(once->size(), 64U);
  EXPECT_EQ(install_fonts(default_fonts_dir()), once);
}

TEST_F(Fonts, RefuseToStartWhenAFileIsMissingAndNameItsPackage) {
  manifest_with("NotoSansThai-Bold.ttf", "NotoSansGone-Bold.ttf");
  const auto refused = install_fonts(dir_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, errc::invalid_config);
  EXPECT_EQ(refused.error().code, "font_missing");
  EXPECT_NE(refused.error().detail.find("fonts-noto-core"), std::string::npos);
}

TEST_F(Fonts, RefuseToStartWhenAFamilyIsDrawnByAnotherFile) {
  manifest_with("bold Noto Sans Thai", "bold Noto Sans Hebrew");
  const auto refused = install_fonts(dir_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "font_shadowed");
}

TEST_F(Fonts, AcceptAPointUpdateUnderAnotherFingerprint) {
  const auto manifest = read_file(default_fonts_dir() / "manifest.txt").value();
  const auto hash = manifest.substr(manifest.find("\n", manifest.find("sha256")) + 1, 64);
  manifest_with(hash, std::string(64, '0'));
  const auto updated = install_fonts(dir_);
  ASSERT_TRUE(updated.has_value());
  EXPECT_NE(updated, install_fonts(default_fonts_dir()));
}

TEST_F(Fonts, RefuseADirectoryThatHoldsNone) {
  const auto refused = install_fonts(dir_ / "nowhere");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "fonts_missing");
}

}  // namespace
}  // namespace chant::render
