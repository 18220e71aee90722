#include "store/disk_blobs.hpp"

#include "base/sha256.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace chant::store {
namespace {

using tests::temporary_dir;

std::unique_ptr<disk_blobs> blobs_in(const temporary_dir& dir, std::uint64_t max_bytes = 0) {
  return disk_blobs::open({.dir = dir.path(), .max_bytes = max_bytes, .admit = {}}).value();
}

TEST(DiskBlobs, GiveBackWhatWasPut) {
  const temporary_dir dir;
  const auto blobs = blobs_in(dir);
  const std::string bytes("\0\xff strip", 8);
  ASSERT_TRUE(blobs->put("a-1", bytes, durability::cache));
  EXPECT_EQ(blobs->get("a-1").value(), bytes);
}

TEST(DiskBlobs, KeepBlobsOverAReopening) {
  const temporary_dir dir;
  ASSERT_TRUE(blobs_in(dir)->put("take", "voice", durability::durable));
  EXPECT_EQ(blobs_in(dir)->get("take").value(), "voice");
}

TEST(DiskBlobs, ReplaceWhatStoodThere) {
  const temporary_dir dir;
  const auto blobs = blobs_in(dir);
  ASSERT_TRUE(blobs->put("a", "first", durability::cache));
  ASSERT_TRUE(blobs->put("a", "second", durability::cache));
  EXPECT_EQ(blobs->get("a").value(), "second");
}

TEST(DiskBlobs, KnowNothingOfWhatWasRemoved) {
  const temporary_dir dir;
  const auto blobs = blobs_in(dir);
  ASSERT_TRUE(blobs->put("a", "x", durability::cache));
  ASSERT_TRUE(blobs->remove("a"));
  EXPECT_EQ(blobs->get("a").error().kind, errc::not_found);
  EXPECT_TRUE(blobs->remove("a"));
}

TEST(DiskBlobs, RefuseNamesThatCouldLeaveTheDirectory) {
  const temporary_dir dir;
  const auto blobs = blobs_in(dir);
  const std::vector<std::string> wrong{"", ".", "..", "a/b", "A", "a.b", std::string(65, 'a')};
  for (const auto& name : wrong) {
    EXPECT_EQ(blobs->put(name, "x", durability::cache).error().code, "blob_name") << name;
    EXPECT_EQ(blobs->get(name).error().code, "blob_name") << name;
    EXPECT_EQ(blobs->remove(name).error().code, "blob_name") << name;
  }
}

TEST(DiskBlobs, RemoveWhatAnInterruptedPutLeft) {
  const temporary_dir dir;
  blobs_in(dir);
  const auto left = dir.write("aside/17", "half");
  const auto blobs = blobs_in(dir);
  EXPECT_FALSE(std::filesystem::exists(left));
}

TEST(DiskBlobs, StayBelowTheirBound) {
  const temporary_dir dir;
  constexpr std::uint64_t bound = 256 * 4096;
  const auto blobs = blobs_in(dir, bound);
  const std::string bytes(1024, 'x');
  for (int i = 0; i < 3000; ++i)
    ASSERT_TRUE(blobs->put("blob_" + std::to_string(i), bytes, durability::cache));
  std::uint64_t kept = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(dir.path()))
    if (file.is_regular_file()) kept += file.file_size();
  EXPECT_LE(kept, bound);
  EXPECT_GT(kept, bound / 4);
}

TEST(DiskBlobs, CountWhatLayThereBefore) {
  const temporary_dir dir;
  const std::string bytes(1024, 'x');
  {
    const auto unbounded = blobs_in(dir);
    for (int i = 0; i < 3000; ++i)
      ASSERT_TRUE(unbounded->put("blob_" + std::to_string(i), bytes, durability::cache));
  }
  const auto bounded = blobs_in(dir, 256 * 4096);
  for (int i = 3000; i < 6000; ++i)
    ASSERT_TRUE(bounded->put("blob_" + std::to_string(i), bytes, durability::cache));
  std::uint64_t kept = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(dir.path()))
    if (file.is_regular_file()) kept += file.file_size();
  EXPECT_LE(kept, 256U * 4096U);
}

TEST(DiskBlobs, RemoveAWholeFamilyAndNobodyElse) {
  const temporary_dir dir;
  const auto blobs = blobs_in(dir);
  for (const auto* name : {"cafe", "cafe-1", "cafe-2-x", "cafe1", "caf-e", "dead-1"})
    ASSERT_TRUE(blobs->put(name, "x", durability::cache));
  ASSERT_TRUE(blobs->remove_family("cafe"));
  for (const auto* name : {"cafe", "cafe-1", "cafe-2-x"})
    EXPECT_EQ(blobs->get(name).error().kind, errc::not_found) << name;
  for (const auto* name : {"cafe1", "caf-e", "dead-1"}) EXPECT_TRUE(blobs->get(name)) << name;
  EXPECT_TRUE(blobs->remove_family("cafe"));
  EXPECT_EQ(blobs->remove_family("cafe-1").error().code, "blob_name");
}

TEST(DiskBlobs, FindAgainWhatTheFirstLayoutSpreadByWholeNames) {
  const temporary_dir dir;
  const std::string name = "cafe-1";
  const auto shelf = sha256({name}).hex().substr(0, 2);
  ASSERT_NE(shelf, sha256({"cafe"}).hex().substr(0, 2));
  dir.write(shelf + "/" + name, "strip");
  const auto blobs = blobs_in(dir);
  EXPECT_EQ(blobs->get(name).value(), "strip");
  ASSERT_TRUE(blobs->remove_family("cafe"));
  EXPECT_FALSE(std::filesystem::exists(dir.path() / shelf / name));
}

TEST(DiskBlobs, PutNothingWhenTheDiskIsNearlyFull) {
  const temporary_dir dir;
  const auto full = [] {
    return result<void>(std::unexpected(error{errc::unavailable, "disk_nearly_full", "", ""}));
  };
  const auto blobs = disk_blobs::open({.dir = dir.path(), .max_bytes = 0, .admit = full}).value();
  EXPECT_EQ(blobs->put("a", "x", durability::cache).error().code, "disk_nearly_full");
  EXPECT_EQ(blobs->get("a").error().kind, errc::not_found);
}

TEST(DiskBlobs, ShowAWholeBlobToEveryReaderWhileItIsReplaced) {
  const temporary_dir dir;
  const auto blobs = blobs_in(dir);
  const std::string a(100'000, 'a');
  const std::string b(50'000, 'b');
  ASSERT_TRUE(blobs->put("x", a, durability::cache));
  std::jthread writer([&](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i)
      (void)blobs->put("x", i % 2 == 0 ? b : a, durability::cache);
  });
  for (int i = 0; i < 500; ++i) {
    const auto seen = blobs->get("x");
    ASSERT_TRUE(seen);
    ASSERT_TRUE(*seen == a || *seen == b);
  }
}

}  // namespace
}  // namespace chant::store
