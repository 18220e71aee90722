#include "store/disk_space.hpp"

#include "store/data_lock.hpp"
#include "tests/store/log_events.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

namespace chant::tests {
namespace {

TEST(DiskSpace, RefusesBelowItsLimits) {
  const temporary_dir dir;
  const auto now = store::disk_space(dir.path(), {}).read().value();
  ASSERT_GT(now.free_bytes, 0u);
  EXPECT_TRUE(store::disk_space(dir.path(), {.min_free_bytes = 0, .min_free_percent = 0}).admit());
  const store::disk_space bytes(dir.path(),
                                {.min_free_bytes = 2 * now.total_bytes, .min_free_percent = 0});
  EXPECT_EQ(bytes.admit().error().kind, errc::unavailable);
  EXPECT_EQ(code_of(bytes.admit()), "disk_nearly_full");
  const store::disk_space percent(dir.path(), {.min_free_bytes = 0, .min_free_percent = 101});
  EXPECT_EQ(code_of(percent.admit()), "disk_nearly_full");
}

TEST(DiskSpace, KeepsABallastFileOfRealBlocks) {
  const temporary_dir dir;
  const auto file = dir.path() / "ballast";
  ASSERT_TRUE(store::keep_ballast(file, 1U << 20U));
  EXPECT_EQ(std::filesystem::file_size(file), 1U << 20U);
  ASSERT_TRUE(store::keep_ballast(file, 2U << 20U));
  EXPECT_EQ(std::filesystem::file_size(file), 1U << 20U);
  ASSERT_TRUE(store::keep_ballast(dir.path() / "too_large", 1ULL << 60U));
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "too_large"));
}

TEST(DataLock, IsHeldByOneAtATime) {
  const temporary_dir dir;
  EXPECT_FALSE(store::data_lock::is_held(dir.path()));
  {
    const auto first = store::data_lock::take(dir.path()).value();
    EXPECT_TRUE(store::data_lock::is_held(dir.path()));
    EXPECT_EQ(store::data_lock::expect_free(dir.path()).error().code, "data_dir_in_use");
    const auto second = store::data_lock::take(dir.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, errc::conflict);
    EXPECT_EQ(second.error().code, "data_dir_in_use");
    EXPECT_NE(second.error().detail.find(std::to_string(::getpid())), std::string::npos);
  }
  EXPECT_FALSE(store::data_lock::is_held(dir.path()));
  EXPECT_TRUE(store::data_lock::expect_free(dir.path()));
  EXPECT_TRUE(store::data_lock::take(dir.path()));
}

}  // namespace
}  // namespace chant::tests
