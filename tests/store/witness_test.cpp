#include "store/witness.hpp"

#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

namespace chant::tests {
namespace {

using store::witness;
using store::witness_mark;

witness_mark mark(std::uint64_t head) {
  return {campaign::log_offset(head), sha256({std::to_string(head)})};
}

void flip(const std::filesystem::path& file, std::streamoff at) {
  std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
  f.seekg(at);
  const char byte = static_cast<char>(f.get() ^ 0x20);
  f.seekp(at);
  f.put(byte);
}

class Witness : public testing::Test {
 protected:
  temporary_dir dir_;
  std::filesystem::path file_ = dir_.path() / "HEAD";
};

TEST_F(Witness, KnowsNothingWhereThereIsNoFile) {
  EXPECT_EQ(witness::read(file_).value(), std::nullopt);
}

TEST_F(Witness, IsReadWhileItIsWritten) {
  const auto w = witness::open(file_).value();
  EXPECT_EQ(witness::read(file_).value(), std::nullopt);
  for (std::uint64_t head = 0; head < 5; ++head) {
    w->set(mark(head));
    EXPECT_EQ(witness::read(file_).value(), mark(head));
  }
}

TEST_F(Witness, GoesOnWhereTheLastOneStopped) {
  witness::open(file_).value()->set(mark(7));
  const auto again = witness::open(file_).value();
  EXPECT_EQ(witness::read(file_).value(), mark(7));
  again->set(mark(3));
  EXPECT_EQ(witness::read(file_).value(), mark(3));
}

TEST_F(Witness, FallsBackToTheOtherSlotWhenOneIsTorn) {
  {
    const auto w = witness::open(file_).value();
    w->set(mark(1));
    w->set(mark(2));
    ASSERT_TRUE(w->sync());
  }
  flip(file_, 20);  // generation 2 lies in the first slot
  EXPECT_EQ(witness::read(file_).value(), mark(1));
  flip(file_, 512 + 30);
  EXPECT_EQ(witness::read(file_).value(), std::nullopt);
}

}  // namespace
}  // namespace chant::tests
