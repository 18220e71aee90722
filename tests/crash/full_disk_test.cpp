#include "store/log_reader.hpp"
#include "tests/store/log_events.hpp"
#include "tests/store/log_in_dir.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>

namespace chant::tests {
namespace {

using store::expected_version;
using store::log_offset;
using store::rocksdb_log;

/// A log on a file system of 96 MiB. Mounting needs root; skipped without.
class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (::mount("tmpfs", dir_.path().c_str(), "tmpfs", 0, "size=96m") != 0)
      GTEST_SKIP() << "a small tmpfs cannot be mounted (" << std::strerror(errno)
                   << "): run as root";
    mounted_ = true;
  }
  void TearDown() override {
    if (mounted_) ::umount2(dir_.path().c_str(), MNT_DETACH);
  }
  [[nodiscard]] std::unique_ptr<rocksdb_log> open() const {
    return rocksdb_log::open({.dir = dir_.path() / "log",
                              .space = {.min_free_bytes = 32U << 20U, .min_free_percent = 0},
                              .ballast_bytes = 0,
                              .memtable_bytes = 2U << 20U})
        .value();
  }
  [[nodiscard]] std::filesystem::path filler() const { return dir_.path() / "filler"; }
  /// Takes this much of the disk, or all of it.
  void fill(std::uint64_t bytes) const {
    struct statvfs now{};
    ::statvfs(dir_.path().c_str(), &now);
    const std::string block(64U << 10U, 'f');
    std::ofstream out(filler(), std::ios::binary | std::ios::app);
    for (std::uint64_t done = 0; done < bytes && out.flush(); done += block.size()) out << block;
  }
  /// Appends until it is refused; the error.
  error append_until_refused(rocksdb_log& log) {
    std::string payload(16U << 10U, '\0');
    seeded_random random(next_);
    for (;;) {
      random.fill(std::as_writable_bytes(std::span(payload)));  // does not compress
      const auto done = append_numbered(log, next_, 4, payload);
      if (!done) return done.error();
      next_ += 4;
    }
  }
  void expect_everything_there() const {
    const auto reader = store::log_reader::open({.dir = dir_.path() / "log"}).value();
    const auto report = reader->verify().value();
    EXPECT_TRUE(report.sound());
    EXPECT_EQ(report.head, log_offset(next_));
  }

  temporary_dir dir_;
  bool mounted_ = false;
  std::uint64_t next_ = 0;
};

TEST_F(FullDisk, RefusesWithRoomToSpareAndResumesWhenThereIsSpace) {
  const auto log = open();
  fill(30U << 20U);
  for (int round = 0; round < 5; ++round) {
    const auto refused = append_until_refused(*log);
    EXPECT_EQ(refused.kind, errc::unavailable);
    EXPECT_EQ(refused.code, "disk_nearly_full");
    // A flush may give back write-ahead logs, 16 MiB at most: make it certain.
    fill(24U << 20U);
    EXPECT_EQ(code_of(log->ready()), "disk_nearly_full");
    EXPECT_EQ(log->read_from(log_offset(0), 4).value().size(), 4u);  // reading goes on
    const auto size = std::filesystem::file_size(filler());
    std::filesystem::resize_file(filler(), size - (29U << 20U));
    EXPECT_TRUE(log->ready());
    EXPECT_TRUE(append_numbered(*log, next_, 4));
    next_ += 4;
  }
  EXPECT_EQ(log->head(), log_offset(next_));
  expect_everything_there();
}

TEST_F(FullDisk, SurvivesANeighbourWhoTakesAllOfIt) {
  {
    const auto log = open();
    ASSERT_TRUE(append_numbered(*log, 0, 400, std::string(4000, 'x')));
    next_ = 400;
    for (int round = 0; round < 5; ++round) {
      fill(96U << 20U);
      EXPECT_EQ(append_until_refused(*log).code, "disk_nearly_full");
      EXPECT_EQ(log->read_from(log_offset(0), 4).value().size(), 4u);
      std::filesystem::remove(filler());
      ASSERT_TRUE(append_numbered(*log, next_, 4));
      next_ += 4;
    }
    expect_everything_there();
    fill(96U << 20U);
  }  // closes, and flushes nothing, on a full disk
  std::filesystem::remove(filler());
  {
    const auto again = open();
  }
  expect_everything_there();
}

}  // namespace
}  // namespace chant::tests
