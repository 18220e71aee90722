#include "mail/outbox.hpp"

#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;
using chant::mail::envelope;
using chant::mail::outbox;
using chant::tests::temporary_dir;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

envelope some_envelope() {
  envelope to{.letter = {}, .from = "choir@vela.example", .to = "zoe@example.org"};
  to.letter.bytes.fill(std::byte{0x1f});
  return to;
}

auto files_in(const fs::path& directory) {
  return std::distance(fs::directory_iterator(directory), fs::directory_iterator());
}

TEST(Outbox, WritesTheLetterUnderItsEvent) {
  const temporary_dir scratch;
  auto box = outbox::open(scratch.path() / "outbox").value();
  const auto queue_id = box.deliver(some_envelope(), "Subject: x\r\n\r\nbody\r\n").value();
  EXPECT_EQ(queue_id, "1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f.eml");
  EXPECT_EQ(read(scratch.path() / "outbox" / queue_id), "Subject: x\r\n\r\nbody\r\n");
}

TEST(Outbox, KeepsOneFileWhenALetterComesAgain) {
  const temporary_dir scratch;
  auto box = outbox::open(scratch.path()).value();
  ASSERT_TRUE(box.deliver(some_envelope(), "first"));
  const auto again = box.deliver(some_envelope(), "second");
  ASSERT_TRUE(again);
  EXPECT_EQ(files_in(scratch.path()), 1);
  EXPECT_EQ(read(scratch.path() / *again), "second");
}

TEST(Outbox, IsReadableByItsOwnerOnly) {
  const temporary_dir scratch;
  auto box = outbox::open(scratch.path() / "outbox").value();
  const auto name = box.deliver(some_envelope(), "letter").value();
  EXPECT_EQ(fs::status(scratch.path() / "outbox").permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(scratch.path() / "outbox" / name).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST(Outbox, RemovesWhatAnInterruptedDeliveryLeft) {
  const temporary_dir scratch;
  scratch.write("1f.eml.part", "half a let");
  scratch.write("2f.eml", "a letter");
  ASSERT_TRUE(outbox::open(scratch.path()));
  EXPECT_EQ(files_in(scratch.path()), 1);
  EXPECT_EQ(read(scratch.path() / "2f.eml"), "a letter");
}

TEST(Outbox, SaysWhyItCannotWrite) {
  const temporary_dir scratch;
  auto box = outbox::open(scratch.path() / "outbox").value();
  fs::remove_all(scratch.path() / "outbox");
  const auto refused = box.deliver(some_envelope(), "letter");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "outbox_unwritable");
  const auto file = scratch.write("file", "not a directory");
  EXPECT_EQ(outbox::open(file).error().kind, chant::errc::io);
}

}  // namespace
