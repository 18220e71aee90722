#include "store/disk_takes.hpp"

#include "store/files.hpp"
#include "tests/store/sync_calls.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>
#include <iterator>

namespace chant::store {
namespace {

using tests::temporary_dir;

const std::string webm =
    "\x1A\x45\xDF\xA3" + std::string("\x9F\x42\x82\x84webm") + std::string(90, 'v');

std::unique_ptr<disk_takes> takes_in(const temporary_dir& dir) {
  return disk_takes::open({.dir = dir.path(), .admit = {}}).value();
}

take_slip some_slip(std::uint8_t number = 1) {
  take_slip slip;
  slip.take.bytes.fill(std::byte{number});
  slip.session.bytes.fill(std::byte{0xAB});
  slip.size_bytes = webm.size();
  slip.media_type = "audio/webm;codecs=opus";
  slip.timing = R"({"latency_seconds":0.1})";
  slip.metadata = "filetype YQ==";
  slip.expires = timestamp{std::chrono::hours(24)};
  return slip;
}

take_name name_of(const take_slip& slip) { return {slip.session, slip.take}; }

std::string stem_of(const take_name& name) { return name.session.hex() + "-" + name.take.hex(); }

std::string slip_file(const take_slip& slip) { return "open/" + stem_of(name_of(slip)) + ".slip"; }

/// Begun, and filled with these bytes.
take_name filled(take_store& takes, std::string_view bytes, std::uint8_t number = 1) {
  const auto slip = some_slip(number);
  EXPECT_TRUE(takes.begin(slip));
  const auto part = takes.resume(name_of(slip)).value();
  EXPECT_TRUE(part->append(bytes));
  EXPECT_TRUE(part->sync());
  return name_of(slip);
}

std::string content(const std::filesystem::path& file) {
  std::ifstream from(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(from), {}};
}

std::size_t files_in(const std::filesystem::path& dir) {
  std::size_t count = 0;
  for (const auto& at : std::filesystem::recursive_directory_iterator(dir))
    count += at.is_regular_file() ? 1 : 0;
  return count;
}

TEST(DiskTakes, FillsATakePieceByPiece) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto slip = some_slip();
  ASSERT_TRUE(takes->begin(slip));
  EXPECT_EQ(takes->size_of(name_of(slip)), 0U);
  ASSERT_TRUE(takes->resume(name_of(slip)).value()->append("abc"));
  const auto part = takes->resume(name_of(slip)).value();
  EXPECT_EQ(part->size(), 3U);
  ASSERT_TRUE(part->append("def"));
  EXPECT_EQ(part->size(), 6U);
  EXPECT_EQ(takes->size_of(name_of(slip)), 6U);
  EXPECT_EQ(takes->slip_of(name_of(slip)).value(), slip);
}

TEST(DiskTakes, TakesBytesOutOfAPipe) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto slip = some_slip();
  ASSERT_TRUE(takes->begin(slip));
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const descriptor out(ends[0]);
  const descriptor in(ends[1]);
  ASSERT_TRUE(write_all(in.number(), webm + "rest"));
  {
    const auto part = takes->resume(name_of(slip)).value();
    ASSERT_TRUE(part->append(webm.substr(0, 10)));
    std::string head(10, ' ');
    ASSERT_EQ(::read(out.number(), head.data(), head.size()), 10);
    ASSERT_TRUE(part->append_from(out.number(), webm.size() - 10));
    EXPECT_EQ(part->size(), webm.size());
    ASSERT_TRUE(part->sync());
  }
  EXPECT_EQ(takes->keep(name_of(slip), {})->digest, sha256({webm}));
}

TEST(DiskTakes, KeepsAFinishedTakeUnderItsName) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto name = filled(*takes, webm);
  const auto kept = takes->keep(name, {.kind = campaign::media_kind::webm});
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->size_bytes, webm.size());
  EXPECT_EQ(kept->digest, sha256({webm}));
  EXPECT_EQ(kept->media.type, "video/webm");
  EXPECT_EQ(content(disk_takes::kept_file(dir.path(), name)), webm);
  EXPECT_EQ(takes->size_of(name), webm.size());
  EXPECT_FALSE(takes->resume(name));
}

TEST(DiskTakes, BelievesTheDigestThatWasAnnounced) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto announced = sha256({"as the browser had it"});
  const auto kept = takes->keep(filled(*takes, webm), {.digest = announced});
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->digest, announced);
  EXPECT_EQ(kept->size_bytes, webm.size());
  EXPECT_EQ(kept->media.type, "video/webm");
}

TEST(TakeSlip, ReadsBackWithAndWithoutADigest) {
  auto slip = some_slip();
  EXPECT_EQ(decode_slip(encode(slip)).value(), slip);
  slip.digest = sha256({webm});
  slip.timing = std::nullopt;
  EXPECT_EQ(decode_slip(encode(slip)).value(), slip);
}

// An update must not lose the uploads that are under way.
TEST(TakeSlip, ReadsTheFormatBeforeDigests) {
  auto bytes = encode(some_slip());
  ASSERT_EQ(bytes.substr(0, 2), "\x89\x02");  // an array of nine, format 2
  ASSERT_EQ(bytes.back(), '\xF6');            // no digest
  bytes.replace(0, 2, "\x88\x01").pop_back();
  EXPECT_EQ(decode_slip(bytes).value(), some_slip());
  bytes[1] = '\x02';
  EXPECT_EQ(decode_slip(bytes).error().code, "slip_malformed");
}

TEST(DiskTakes, KeepsOnceHoweverOftenItIsAsked) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto name = filled(*takes, webm);
  ASSERT_TRUE(takes->keep(name, {}));
  const auto again = takes->keep(name, {});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->digest, sha256({webm}));
  takes->settle(name);
  EXPECT_EQ(files_in(dir.path()), 1U);
}

TEST(DiskTakes, RefusesBytesThatAreNoRecordingOrAnother) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  EXPECT_EQ(takes->keep(filled(*takes, "<html>", 1), {}).error().code, "media_type_unknown");
  EXPECT_EQ(takes->keep(filled(*takes, webm, 2), {.kind = campaign::media_kind::wav}).error().code,
            "media_type_differs");
  EXPECT_EQ(takes->keep({}, {}).error().code, "upload_unknown");
}

TEST(DiskTakes, GoesOnAfterAReopening) {
  const temporary_dir dir;
  const auto name = filled(*takes_in(dir), webm.substr(0, 40));
  const auto takes = takes_in(dir);
  EXPECT_EQ(takes->size_of(name), 40U);
  ASSERT_EQ(takes->unsettled().size(), 1U);
  EXPECT_EQ(takes->unsettled().front(), some_slip());
  ASSERT_TRUE(takes->resume(name).value()->append(webm.substr(40)));
  EXPECT_TRUE(takes->keep(name, {}));
}

TEST(DiskTakes, RemovesWhatABeginningLeftThatWasNeverAnswered) {
  const temporary_dir dir;
  for (const std::size_t size : {0U, 7U}) {
    ASSERT_TRUE(takes_in(dir)->begin(some_slip()));
    dir.write(slip_file(some_slip()), encode(some_slip()).substr(0, size));
    const auto takes = takes_in(dir);
    EXPECT_EQ(files_in(dir.path()), 0U);
    EXPECT_TRUE(takes->unsettled().empty());
  }
}

TEST(DiskTakes, StartsNotWhereANewerVersionHasTakesUnderWay) {
  const temporary_dir dir;
  filled(*takes_in(dir), webm);
  auto bytes = encode(some_slip());
  bytes[1] = '\x03';
  dir.write(slip_file(some_slip()), bytes);
  EXPECT_EQ(disk_takes::open({.dir = dir.path(), .admit = {}}).error().code,
            "slip_of_newer_version");
  EXPECT_EQ(files_in(dir.path()), 2U);
}

TEST(DiskTakes, RemovesNoBytesWhoseSlipCannotBeRead) {
  const temporary_dir dir;
  const auto name = filled(*takes_in(dir), "voice");
  const auto slip = dir.path() / slip_file(some_slip());
  dir.write(slip_file(some_slip()), "damaged");
  EXPECT_EQ(takes_in(dir)->size_of(name), 5U);
  std::filesystem::remove(slip);
  std::filesystem::create_directory(slip);  // to read it fails
  EXPECT_EQ(disk_takes::open({.dir = dir.path(), .admit = {}}).error().code, "take_io");
  std::filesystem::remove(slip);
  EXPECT_EQ(takes_in(dir)->size_of(name), 5U);
}

TEST(DiskTakes, CutsOffWhatCouldNotBeMadeDurable) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto name = filled(*takes, "abc");
  const auto part = takes->resume(name).value();
  ASSERT_TRUE(part->append("def"));
  tests::sync_calls disk;
  disk.fail_next();
  EXPECT_EQ(part->sync().error().code, "take_io");
  EXPECT_EQ(part->size(), 3U);
  EXPECT_EQ(takes->size_of(name), 3U);
  ASSERT_TRUE(part->append("DE"));
  ASSERT_TRUE(part->sync());
  ASSERT_TRUE(part->append("F"));
  disk.fail_next();
  EXPECT_FALSE(part->sync());
  EXPECT_EQ(content(dir.path() / "open" / (stem_of(name) + ".part")), "abcDE");
}

TEST(DiskTakes, DiscardsForGood) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto kept = filled(*takes, webm);
  ASSERT_TRUE(takes->keep(kept, {}));
  const auto open = dir.path() / "open";
  const auto shelf = disk_takes::kept_file(dir.path(), kept).parent_path();
  {
    const tests::sync_calls disk;
    ASSERT_TRUE(takes->discard(kept));
    EXPECT_TRUE(disk.synced().contains(open));
    EXPECT_TRUE(disk.synced().contains(shelf));
  }
  const tests::sync_calls disk;
  ASSERT_TRUE(takes->discard_all(kept.session));
  EXPECT_TRUE(disk.synced().contains(open));
  EXPECT_TRUE(disk.synced().contains(shelf));
}

TEST(DiskTakes, DiscardsATakeWhateverItsState) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto open = filled(*takes, "x", 1);
  const auto kept = filled(*takes, webm, 2);
  ASSERT_TRUE(takes->keep(kept, {}));
  for (const auto& name : {open, kept, open}) EXPECT_TRUE(takes->discard(name));
  EXPECT_EQ(files_in(dir.path()), 0U);
  EXPECT_EQ(takes->slip_of(open).error().code, "upload_unknown");
}

TEST(DiskTakes, DiscardsEverythingOfASessionAndNothingOfOthers) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  const auto open = filled(*takes, "x", 1);
  ASSERT_TRUE(takes->keep(filled(*takes, webm, 2), {}));
  auto other = some_slip(3);
  other.session.bytes.back() = std::byte{1};  // on the same shelf
  ASSERT_TRUE(takes->begin(other));
  ASSERT_TRUE(takes->discard_all(open.session));
  EXPECT_EQ(files_in(dir.path()), 2U);
  EXPECT_EQ(takes->size_of(name_of(other)), 0U);
}

TEST(DiskTakes, BeginsAndGoesOnOnlyWhereThereIsRoom) {
  const temporary_dir dir;
  bool room = false;
  const auto takes = disk_takes::open({.dir = dir.path(),
                                       .admit = [&room]() -> result<void> {
                                         if (room) return {};
                                         return std::unexpected(
                                             error{errc::unavailable, "disk_nearly_full", "", ""});
                                       }})
                         .value();
  EXPECT_EQ(takes->begin(some_slip()).error().code, "disk_nearly_full");
  EXPECT_EQ(files_in(dir.path()), 0U);
  room = true;
  ASSERT_TRUE(takes->begin(some_slip()));
  room = false;
  EXPECT_EQ(takes->resume(name_of(some_slip())).error().code, "disk_nearly_full");
}

TEST(DiskTakes, BeginsNoTakeTwice) {
  const temporary_dir dir;
  const auto takes = takes_in(dir);
  ASSERT_TRUE(takes->begin(some_slip()));
  EXPECT_FALSE(takes->begin(some_slip()));
}

TEST(TakeSlip, ReadsWhatItWroteAndNothingElse) {
  const auto bytes = encode(some_slip());
  EXPECT_EQ(decode_slip(bytes).value(), some_slip());
  auto bare = some_slip();
  bare.timing.reset();
  EXPECT_EQ(decode_slip(encode(bare)).value(), bare);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_slip(std::string_view(bytes).substr(0, size))) << size;
  EXPECT_FALSE(decode_slip(bytes + "x"));
}

}  // namespace
}  // namespace chant::store
