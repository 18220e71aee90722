#include "store/log_reader.hpp"

#include "tests/store/log_events.hpp"
#include "tests/store/log_in_dir.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace chant::tests {
namespace {

using store::expected_version;
using store::log_offset;
using store::log_reader;
using store::stream_version;

class LogReader : public log_in_dir {
 protected:
  [[nodiscard]] std::unique_ptr<log_reader> reader() const {
    return log_reader::open({.dir = options().dir}).value();
  }
};

TEST_F(LogReader, SaysWhenThereIsNoLog) {
  const auto none = log_reader::open({.dir = dir_.path() / "nowhere"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, errc::not_found);
}

TEST_F(LogReader, ReadsWhereNobodyServesAndLeavesNoTrace) {
  {
    const auto log = open();
    ASSERT_TRUE(append_numbered(*log, 0, 600));
  }
  const auto files = [&] {
    std::set<std::string> names;
    for (const auto& f : std::filesystem::recursive_directory_iterator(options().dir))
      names.insert(f.path().string());
    return names;
  };
  const auto before = files();
  {
    const auto r = reader();
    EXPECT_EQ(r->head(), log_offset(600));
    std::uint64_t seen = 0;
    const auto end = r->scan(log_offset(0), log_offset(1000), [&](const store::event_view& e) {
      EXPECT_EQ(e.offset, log_offset(seen++));
      EXPECT_EQ(e.payload, "payload");
      return true;
    });
    EXPECT_EQ(end.value(), log_offset(600));
    EXPECT_EQ(seen, 600u);
    EXPECT_EQ(r->read_stream(stream_named(3), stream_version(1), 10).value().size(), 3u);
    EXPECT_EQ(r->find(share_named(4)).value().offset, log_offset(4));
    EXPECT_EQ(r->stats().value().sessions, 150u);
  }
  EXPECT_EQ(files(), before);
}

TEST_F(LogReader, StopsWhenTheVisitorHasEnough) {
  {
    const auto log = open();
    ASSERT_TRUE(append_numbered(*log, 0, 20));
  }
  const auto end = reader()->scan(log_offset(3), log_offset(20), [](const store::event_view& e) {
    return e.offset < log_offset(6);
  });
  EXPECT_EQ(end.value(), log_offset(7));
}

TEST_F(LogReader, FollowsARunningNode) {
  const auto log = open();
  ASSERT_TRUE(append_numbered(*log, 0, 100));
  const auto r = reader();
  EXPECT_EQ(r->head(), log_offset(100));
  ASSERT_TRUE(append_numbered(*log, 100, 300));
  EXPECT_EQ(r->head(), log_offset(100));
  ASSERT_TRUE(r->catch_up());
  EXPECT_EQ(r->head(), log_offset(400));
  EXPECT_EQ(r->read_stream(stream_named(99), stream_version(0), 10).value().size(), 4u);
  EXPECT_EQ(r->stats().value().sessions, 100u);
  EXPECT_TRUE(r->verify().value().sound());
}

TEST_F(LogReader, FollowsThroughFlushes) {
  const auto log = open();
  const auto r = reader();
  const std::string large(48U << 10U, 'x');
  for (std::uint64_t round = 0; round < 5; ++round) {
    ASSERT_TRUE(append_numbered(*log, round * 100, 100, large));
    ASSERT_TRUE(r->catch_up());
    ASSERT_EQ(r->head(), log_offset(round * 100 + 100));
    const auto report = r->verify().value();
    EXPECT_TRUE(report.sound()) << report.faults[0].code << ' ' << report.faults[0].detail;
  }
}

TEST_F(LogReader, VerifiesBesideAWriterThatGoesOn) {
  const auto log = open();
  ASSERT_TRUE(append_numbered(*log, 0, 1000));
  const auto r = reader();
  std::atomic<bool> stop{false};
  std::jthread writer([&] {
    for (std::uint64_t n = 1000; !stop; n += 4) ASSERT_TRUE(append_numbered(*log, n, 4));
  });
  for (int i = 0; i < 10; ++i) {
    const auto report = r->verify().value();
    EXPECT_TRUE(report.sound()) << report.faults[0].code << ' ' << report.faults[0].detail;
  }
  stop = true;
}

TEST_F(LogReader, VerifyCountsWhatItChecked) {
  {
    const auto log = open();
    ASSERT_TRUE(append_numbered(*log, 0, 1000));
  }
  const auto report = reader()->verify().value();
  EXPECT_TRUE(report.sound());
  EXPECT_EQ(report.head, log_offset(1000));
  EXPECT_EQ(report.streams, 250u);
  EXPECT_EQ(report.lookups, 250u);
  EXPECT_EQ(report.links, 3u);
}

}  // namespace
}  // namespace chant::tests
