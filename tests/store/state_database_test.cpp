#include "store/state_database.hpp"

#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

namespace chant::store {
namespace {

using campaign::log_offset;
using campaign::session_id;
using campaign::stream_version;
using tests::temporary_dir;

std::unique_ptr<state_database> state_in(const temporary_dir& dir, bool read_only = false) {
  return state_database::open({.dir = dir.path() / "state", .read_only = read_only}).value();
}

session_id session_named(char letter) {
  session_id id;
  id.bytes.fill(static_cast<std::byte>(letter));
  return id;
}

TEST(StateDatabase, KeepsTheLastCheckpointOfEachConsumer) {
  const temporary_dir dir;
  {
    const auto state = state_in(dir);
    ASSERT_TRUE(state->save("renderer", {log_offset(3), "old"}));
    ASSERT_TRUE(state->save("renderer", {log_offset(300'000'000'000), std::string("\0x", 2)}));
    ASSERT_TRUE(state->save("mailer", {log_offset(1), ""}));
  }
  const auto state = state_in(dir);
  const auto renderer = state->load("renderer").value();
  ASSERT_TRUE(renderer);
  EXPECT_EQ(renderer->next, log_offset(300'000'000'000));
  EXPECT_EQ(renderer->state, std::string("\0x", 2));
  EXPECT_EQ(state->load("mailer").value()->next, log_offset(1));
  EXPECT_FALSE(state->load("tally").value());
}

TEST(StateDatabase, RefusesACheckpointBeyondItsBound) {
  const temporary_dir dir;
  const auto state = state_in(dir);
  const auto saved = state->save("tally", {log_offset(1), std::string((1U << 20U) + 1, 'x')});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, "checkpoint_too_large");
}

TEST(StateDatabase, KeepsTheLastSnapshotOfEachSession) {
  const temporary_dir dir;
  const auto state = state_in(dir);
  state->save(session_named('a'), {stream_version(1), "one"});
  state->save(session_named('a'), {stream_version(9), "nine"});
  const auto kept = state->load(session_named('a')).value();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->version, stream_version(9));
  EXPECT_EQ(kept->state, "nine");
  EXPECT_FALSE(state->load(session_named('b')).value());
}

TEST(StateDatabase, VisitsEverySnapshotInOrder) {
  const temporary_dir dir;
  const auto state = state_in(dir);
  for (const char letter : {'c', 'a', 'b'})
    state->save(session_named(letter), {stream_version(1), std::string(1, letter)});
  std::string seen;
  ASSERT_TRUE(state->each_snapshot([&](const session_id&, const snapshot& s) {
    seen += s.state;
    return seen.size() < 2;
  }));
  EXPECT_EQ(seen, "ab");
}

TEST(StateDatabase, IsReadBesideARunningNode) {
  const temporary_dir dir;
  const auto live = state_in(dir);
  live->save(session_named('a'), {stream_version(2), "two"});
  const auto beside = state_in(dir, true);
  EXPECT_EQ(beside->load(session_named('a')).value()->state, "two");
  EXPECT_EQ(beside->save("tally", {}).error().code, "state_read_only");
}

TEST(StateDatabase, SaysWhenThereIsNothingToRead) {
  const temporary_dir dir;
  const auto opened = state_database::open({.dir = dir.path() / "state", .read_only = true});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, errc::not_found);
}

TEST(StateDatabase, RefusesASecondOpener) {
  const temporary_dir dir;
  const auto first = state_in(dir);
  const auto second = state_database::open({.dir = dir.path() / "state"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "state_in_use");
}

TEST(StateDatabase, SavesNothingWhenTheDiskIsNearlyFull) {
  const temporary_dir dir;
  const auto full = [] {
    return result<void>(std::unexpected(error{errc::unavailable, "disk_nearly_full", "", ""}));
  };
  const auto state = state_database::open({.dir = dir.path() / "state", .admit = full}).value();
  EXPECT_EQ(state->save("tally", {log_offset(1), ""}).error().code, "disk_nearly_full");
  state->save(session_named('a'), {stream_version(1), "one"});
  EXPECT_FALSE(state->load(session_named('a')).value());
}

}  // namespace
}  // namespace chant::store
