#include "store/rocksdb_log.hpp"

#include "store/hash_chain.hpp"
#include "store/log_reader.hpp"
#include "tests/store/log_events.hpp"
#include "tests/store/log_in_dir.hpp"

#include <gtest/gtest.h>

namespace chant::tests {
namespace {

using store::expected_version;
using store::log_offset;
using store::rocksdb_log;
using store::stream_version;

class RocksDbLog : public log_in_dir {};

TEST_F(RocksDbLog, IsThereAfterItWasClosed) {
  {
    const auto log = open();
    ASSERT_TRUE(append_numbered(*log, 0, 600));
  }
  const auto log = open();
  EXPECT_EQ(log->head(), log_offset(600));
  EXPECT_EQ(log->stats().value().sessions, 150u);
  EXPECT_GT(log->stats().value().bytes, 0u);
  EXPECT_EQ(log->find(share_named(8)).value().offset, log_offset(8));
  EXPECT_EQ(log->read_from(log_offset(598), 10).value().size(), 2u);
  EXPECT_EQ(log->read_stream(stream_named(149), stream_version(0), 10).value().size(), 4u);
  const auto stale = append_and_wait(
      *log, {stream_named(149), expected_version::exactly(stream_version(3)), events(900, 1)});
  EXPECT_EQ(code_of(stale), "version_conflict");
  const auto repeated =
      append_and_wait(*log, {stream_named(149), expected_version::no_stream(), events(596, 4)});
  ASSERT_TRUE(repeated);
  EXPECT_TRUE(repeated->repeated);
}

TEST_F(RocksDbLog, FindsTheVersionOfALongStream) {
  constexpr std::uint64_t length = 203;
  {
    const auto log = open();
    for (std::uint64_t i = 0; i < length; ++i)
      ASSERT_TRUE(append_and_wait(*log, {stream_named(1), expected_version::any(), {an_event(i)}}));
  }
  const auto log = open();
  EXPECT_EQ(append_and_wait(*log, {stream_named(1), expected_version::any(), {an_event(length)}})
                .value()
                .last_version,
            stream_version(length + 1));
}

TEST_F(RocksDbLog, ReadsOldEventsFromTheTables) {
  const auto log = open();
  const std::string large(32U << 10U, 'x');
  ASSERT_TRUE(append_numbered(*log, 0, 1200, large));  // more than stays in memory
  const auto page = log->read_from(log_offset(0), 10).value();
  ASSERT_EQ(page.size(), 10u);
  EXPECT_EQ(page[9].offset, log_offset(9));
  EXPECT_EQ(page[9].id, an_event(9).id);
  EXPECT_EQ(page[9].payload, large);
}

TEST_F(RocksDbLog, TellsTheChainsDigestAtAnyPlace) {
  const auto log = open();
  ASSERT_TRUE(append_numbered(*log, 0, 600));
  const auto reader = store::log_reader::open({.dir = options().dir}).value();
  store::hash_chain chain;
  ASSERT_TRUE(reader->scan({}, log_offset(600), [&](const store::event_view& e) {
    EXPECT_EQ(log->digest_at(e.offset).value(), chain.digest()) << e.offset.value();
    chain.add(store::record_head(e).bytes(), e.payload, e.version.value() == 1);
    return true;
  }));
  EXPECT_EQ(log->digest_at(log_offset(600)).value(), chain.digest());
  EXPECT_EQ(code_of(log->digest_at(log_offset(601))), "beyond_head");
}

TEST_F(RocksDbLog, IsServedByOneNodeAtATime) {
  const auto log = open();
  const auto second = rocksdb_log::open(options());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, errc::conflict);
  EXPECT_EQ(second.error().code, "data_dir_in_use");
}

TEST_F(RocksDbLog, CommitsNothingWhenTheHookBeforeItFails) {
  auto with_hook = options();
  bool fail = true;
  with_hook.before_commit = [&]() -> result<void> {
    if (fail) return std::unexpected(error{errc::io, "keys_io", "the keys cannot be synced", {}});
    return {};
  };
  const auto log = rocksdb_log::open(std::move(with_hook)).value();
  const store::append_request request{stream_named(1), expected_version::no_stream(), events(0, 2)};
  EXPECT_EQ(code_of(append_and_wait(*log, request)), "keys_io");
  EXPECT_EQ(log->head(), log_offset(0));
  fail = false;
  const auto again = append_and_wait(*log, request);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->repeated);
}

TEST_F(RocksDbLog, ShedsWhatItsQueueCannotHold) {
  auto small = options();
  std::promise<void> reached;
  std::promise<void> released;
  bool first = true;
  small.queue_events = 8;
  small.before_commit = [&]() -> result<void> {
    if (std::exchange(first, false)) {
      reached.set_value();
      released.get_future().get();
    }
    return {};
  };
  const auto log = rocksdb_log::open(std::move(small)).value();
  std::atomic<int> taken{0};
  std::atomic<int> shed{0};
  const auto append = [&](std::uint64_t n) {
    log->append({stream_named(n), expected_version::any(), {an_event(n)}}, [&](const auto& r) {
      if (r) ++taken;
      if (!r && r.error().code == "log_queue_full" && r.error().kind == errc::unavailable) ++shed;
    });
  };
  append(0);
  reached.get_future().get();
  for (std::uint64_t n = 1; n < 12; ++n) append(n);
  released.set_value();
  log->close();
  EXPECT_EQ(taken.load(), 8);
  EXPECT_EQ(shed.load(), 4);
}

TEST_F(RocksDbLog, StopsBeforeTheDiskIsFull) {
  auto greedy = options();
  greedy.space = {.min_free_bytes = 1ULL << 60U, .min_free_percent = 0};
  const auto log = rocksdb_log::open(std::move(greedy)).value();
  EXPECT_EQ(code_of(log->ready()), "disk_nearly_full");
  const auto refused =
      append_and_wait(*log, {stream_named(1), expected_version::any(), events(0, 1)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, errc::unavailable);
  EXPECT_EQ(refused.error().code, "disk_nearly_full");
}

TEST_F(RocksDbLog, IsReadyWhenItCanWrite) { EXPECT_TRUE(open()->ready()); }

TEST_F(RocksDbLog, CopiesItselfWhileItIsWritten) {
  const auto log = open();
  ASSERT_TRUE(append_numbered(*log, 0, 300));
  const auto copy = dir_.path() / "copy";
  ASSERT_TRUE(log->checkpoint_to(copy));
  ASSERT_TRUE(append_numbered(*log, 300, 100));
  EXPECT_EQ(code_of(log->checkpoint_to(copy)), "checkpoint_exists");
  auto of_copy = options();
  of_copy.dir = copy;
  const auto copied = rocksdb_log::open(std::move(of_copy)).value();
  EXPECT_EQ(copied->head(), log_offset(300));
  EXPECT_EQ(copied->read_from(log_offset(299), 1).value().at(0).id, an_event(299).id);
}

TEST_F(RocksDbLog, CountsWhatItDoes) {
  metrics::registry registry;
  auto measured = options();
  measured.metrics = &registry;
  const auto log = rocksdb_log::open(std::move(measured)).value();
  ASSERT_TRUE(append_numbered(*log, 0, 8));
  EXPECT_EQ(code_of(append_and_wait(
                *log, {stream_named(0), expected_version::no_stream(), events(100, 1)})),
            "version_conflict");
  const auto text = registry.prometheus_text();
  EXPECT_NE(text.find("chant_log_events_total 8"), std::string::npos) << text;
  EXPECT_NE(text.find("chant_log_conflicts_total 1"), std::string::npos);
  EXPECT_NE(text.find("chant_log_commit_seconds"), std::string::npos);
  EXPECT_NE(text.find("chant_disk_free_bytes"), std::string::npos);
}

}  // namespace
}  // namespace chant::tests
