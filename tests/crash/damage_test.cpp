#include "store/log_database.hpp"
#include "store/log_reader.hpp"
#include "store/record.hpp"
#include "tests/store/log_events.hpp"
#include "tests/store/log_in_dir.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace chant::tests {
namespace {

using store::log_offset;
using store::rocksdb_log;
using table = store::log_database::table;
namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void replace(const fs::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// A log of `count_` events whose files are damaged before it is opened again.
class Damage : public log_in_dir {
 protected:
  static constexpr std::uint64_t count_ = 1000;

  /// Leaves the events in the write-ahead log, as a process does that dies.
  void write_and_die() const {
    const auto child = ::fork();
    if (child == 0) {
      const auto log = open();
      ::_exit(append_numbered(*log, 0, count_, std::string(300, 'x')) ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
  }
  /// Leaves the events in tables.
  void write_and_close() const {
    {
      const auto log = open();
      ASSERT_TRUE(append_numbered(*log, 0, count_, std::string(300, 'x')));
    }
    {
      const auto flushed_by_recovery = open();
    }
  }
  [[nodiscard]] fs::path largest(std::string_view extension) const {
    fs::path found;
    for (const auto& f : fs::directory_iterator(options().dir / "db")) {
      if (f.path().extension() != extension) continue;
      if (found.empty() || f.file_size() > fs::file_size(found)) found = f.path();
    }
    return found;
  }
  void damage(const fs::path& file, const std::function<void(std::string&)>& how) const {
    ASSERT_FALSE(file.empty());
    auto bytes = contents(file);
    ASSERT_GT(bytes.size(), 200u);
    how(bytes);
    replace(file, bytes);
  }
  [[nodiscard]] std::string opening() const { return code_of(rocksdb_log::open(options())); }
  [[nodiscard]] store::verify_report verified() const {
    return store::log_reader::open({.dir = options().dir}).value()->verify().value();
  }
  /// Opens with the operator's consent; what is there then is a sound log of fewer events.
  void expect_usable_when_accepted() const {
    auto accepting = options();
    accepting.accept_lost_tail = true;
    {
      const auto log = rocksdb_log::open(std::move(accepting));
      ASSERT_TRUE(log) << log.error().detail;
      EXPECT_LT((*log)->head(), log_offset(count_));
      EXPECT_TRUE(append_numbered(**log, 5000, 8));
    }
    EXPECT_EQ(opening(), "no error");
    EXPECT_TRUE(verified().sound());
  }
  /// Writes to a table behind the log's back.
  void tamper(table where, std::string_view key, const std::optional<std::string>& value) const {
    const auto database =
        store::log_database::serve({.dir = options().dir / "db", .memtable_bytes = 4U << 20U})
            .value();
    auto* family = database->of(where);
    const auto status = value ? database->db().Put({}, family, store::slice(key), *value)
                              : database->db().Delete({}, family, store::slice(key));
    ASSERT_TRUE(status.ok());
  }
  [[nodiscard]] std::string record_at(log_offset offset) const {
    const auto database = store::log_database::read_only({.dir = options().dir / "db"}).value();
    std::string record;
    const store::offset_key key(offset);
    const auto status =
        database->db().Get({}, database->of(table::log), store::slice(key.bytes()), &record);
    return status.ok() ? record : std::string();
  }
};

TEST_F(Damage, NoneIsFoundInASoundLog) {
  write_and_die();
  EXPECT_TRUE(verified().sound());
  EXPECT_EQ(opening(), "no error");
}

TEST_F(Damage, ATornTailIsNoticed) {
  write_and_die();
  damage(largest(".log"), [](std::string& b) { b.resize(b.size() - 100); });
  const auto report = verified();
  ASSERT_FALSE(report.sound());
  EXPECT_EQ(report.faults[0].code, "log_tail_missing");
  EXPECT_EQ(report.faults[0].offset, report.head);
  EXPECT_EQ(opening(), "log_tail_missing");
  expect_usable_when_accepted();
}

TEST_F(Damage, AZeroedTailIsNoticed) {
  write_and_die();
  damage(largest(".log"), [](std::string& b) { b.replace(b.size() - 100, 100, 100, '\0'); });
  EXPECT_EQ(opening(), "log_tail_missing");
  expect_usable_when_accepted();
}

TEST_F(Damage, AFlippedByteInTheWriteAheadLogIsNoticed) {
  write_and_die();
  damage(largest(".log"), [](std::string& b) { b[b.size() / 2] ^= 0x55; });
  const auto report = verified();
  ASSERT_FALSE(report.sound());
  EXPECT_EQ(report.faults[0].code, "log_tail_missing");
  EXPECT_LT(report.faults[0].offset, log_offset(count_));
  EXPECT_EQ(opening(), "log_tail_missing");
  expect_usable_when_accepted();
}

TEST_F(Damage, AMissingWriteAheadLogIsNoticed) {
  write_and_die();
  fs::remove(largest(".log"));
  EXPECT_NE(opening(), "no error");
}

TEST_F(Damage, GarbageAfterTheTailLosesNothing) {
  write_and_die();
  damage(largest(".log"), [](std::string& b) { b.append(5000, 'Z'); });
  EXPECT_TRUE(verified().sound());
  EXPECT_EQ(opening(), "no error");
}

TEST_F(Damage, AFlippedByteInATableIsNoticedWithItsOffset) {
  write_and_close();
  // The log's table is the largest; its first half is records.
  damage(largest(".sst"), [](std::string& b) { b[b.size() / 4] ^= 0x55; });
  const auto report = verified();
  ASSERT_FALSE(report.sound());
  EXPECT_EQ(report.faults[0].code, "log_corrupt");
  EXPECT_LT(report.faults[0].offset, log_offset(count_));
  const auto reader = store::log_reader::open({.dir = options().dir}).value();
  const auto read = reader->scan({}, reader->head(), [](const auto&) { return true; });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, errc::corrupt);
  EXPECT_NE(read.error().detail.find("offset"), std::string::npos);
}

TEST_F(Damage, AChangedRecordBreaksTheChain) {
  write_and_close();
  auto record = record_at(log_offset(300));
  ASSERT_FALSE(record.empty());
  record.back() = 'y';
  const store::offset_key key(log_offset(300));
  tamper(table::log, key.bytes(), record);
  const auto report = verified();
  ASSERT_EQ(report.faults_found, 1u);
  EXPECT_EQ(report.faults[0].code, "chain_mismatch");
  EXPECT_EQ(report.faults[0].offset, log_offset(256));
}

TEST_F(Damage, AChangedRecordNearTheHeadIsNoticedAtTheStart) {
  write_and_close();
  auto record = record_at(log_offset(990));
  record.back() = 'y';
  const store::offset_key key(log_offset(990));
  tamper(table::log, key.bytes(), record);
  EXPECT_EQ(opening(), "chain_mismatch");
  EXPECT_EQ(verified().faults.at(0).code, "chain_mismatch");
}

TEST_F(Damage, ALostRecordIsNamed) {
  write_and_close();
  const store::offset_key key(log_offset(300));
  tamper(table::log, key.bytes(), std::nullopt);
  const auto report = verified();
  ASSERT_FALSE(report.sound());
  EXPECT_EQ(report.faults[0].code, "offset_missing");
  EXPECT_EQ(report.faults[0].offset, log_offset(300));
}

TEST_F(Damage, AnIndexThatLeadsElsewhereIsNamed) {
  write_and_close();
  const store::stream_key place(stream_named(75), store::stream_version(1));
  const store::offset_key wrong(log_offset(7));
  tamper(table::streams, place.bytes(), std::string(wrong.bytes()));
  const auto report = verified();
  ASSERT_FALSE(report.sound());
  EXPECT_EQ(report.faults[0].code, "stream_index_wrong");
  EXPECT_EQ(report.faults[0].offset, log_offset(300));
}

TEST_F(Damage, AnIndexEntryTooManyIsNamed) {
  write_and_close();
  const store::stream_key place(stream_named(75), store::stream_version(5));
  const store::offset_key wrong(log_offset(7));
  tamper(table::streams, place.bytes(), std::string(wrong.bytes()));
  const auto report = verified();
  ASSERT_FALSE(report.sound());
  EXPECT_EQ(report.faults[0].code, "stream_index_foreign");
}

TEST_F(Damage, ALostLookupIsNamed) {
  write_and_close();
  tamper(table::lookups, share_named(300).view(), std::nullopt);
  const auto report = verified();
  ASSERT_EQ(report.faults_found, 1u);
  EXPECT_EQ(report.faults[0].code, "lookup_index_wrong");
  EXPECT_EQ(report.faults[0].offset, log_offset(300));
}

TEST_F(Damage, ALostWitnessIsNoticed) {
  write_and_close();
  fs::remove(options().dir / "HEAD");
  EXPECT_EQ(opening(), "witness_missing");
  EXPECT_EQ(verified().faults.at(0).code, "witness_missing");
}

}  // namespace
}  // namespace chant::tests
