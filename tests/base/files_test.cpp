#include "base/files.hpp"

#include "tests/support/temporary_dir.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace chant {
namespace {

bool is_open(int number) { return ::fcntl(number, F_GETFD) >= 0; }

descriptor opened(const std::filesystem::path& file) {
  return descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

TEST(Descriptor, ClosesItselfWhereverItWasMovedTo) {
  const tests::temporary_dir dir;
  int number = -1;
  {
    auto first = opened(dir.path() / "a");
    number = first.number();
    const descriptor second(std::move(first));
    EXPECT_FALSE(first.valid());
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Descriptor, ClosesWhatItHeldWhenItIsGivenAnother) {
  const tests::temporary_dir dir;
  auto held = opened(dir.path() / "a");
  const int number = held.number();
  auto other = opened(dir.path() / "b");
  held = std::move(other);
  EXPECT_FALSE(is_open(number));
  EXPECT_TRUE(is_open(held.number()));
}

TEST(Descriptor, LeavesTheReasonOfAnEarlierFailure) {
  descriptor unusable(1'000'000);  // no number that the system gave
  errno = ENOSPC;
  unusable.reset();
  EXPECT_EQ(errno, ENOSPC);
  descriptor another(1'000'000);
  EXPECT_FALSE(another.close());
  EXPECT_EQ(errno, EBADF);
}

TEST(WriteAll, WritesAllOrSaysWhyNot) {
  const tests::temporary_dir dir;
  const std::string bytes(100'000, 'x');
  ASSERT_TRUE(write_all(opened(dir.path() / "a").number(), bytes));
  std::ifstream in(dir.path() / "a", std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), bytes);
  const auto full = opened("/dev/full");
  EXPECT_FALSE(write_all(full.number(), bytes));
  EXPECT_EQ(errno, ENOSPC);
}

TEST(SyncDir, SyncsDirectoriesAlone) {
  const tests::temporary_dir dir;
  EXPECT_TRUE(sync_dir(dir.path()));
  EXPECT_FALSE(sync_dir(dir.write("a", "x")));
  EXPECT_EQ(errno, ENOTDIR);
}

}  // namespace
}  // namespace chant
