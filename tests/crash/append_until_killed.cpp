// Appends to a log, many requests in flight, and writes the offset and id of each acknowledged
// event to stdout, until it is killed. What tests/crash/kill_test.cpp kills.
#include "base/random.hpp"
#include "store/rocksdb_log.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <semaphore>

namespace {

using namespace chant;  // a program of one file

/// Under PIPE_BUF: a record is written whole or not at all.
struct acknowledgement {
  std::uint64_t offset;
  std::array<std::byte, 16> id;
};

constexpr std::size_t streams = 48;
constexpr std::ptrdiff_t in_flight = 32;

store::new_event an_event(seeded_random& random) {
  store::new_event e;
  campaign::fill_random(e.id, random);
  e.type = 1;
  e.payload.resize(100 + random.next() % 400);
  random.fill(std::as_writable_bytes(std::span(e.payload)));
  if (random.next() % 8 == 0) campaign::fill_random(e.lookup.emplace(), random);
  return e;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  auto log = store::rocksdb_log::open({.dir = arguments[1],
                                       .space = {.min_free_bytes = 0, .min_free_percent = 0},
                                       .ballast_bytes = 0,
                                       .memtable_bytes = 1U << 20U});  // flushes often
  if (!log) {
    std::fprintf(stderr, "%s: %s\n", log.error().code.c_str(), log.error().detail.c_str());
    return 1;
  }
  seeded_random random(std::strtoull(arguments[2], nullptr, 10));
  // A stream's owner knows its version and has one append under way, as a session actor does.
  std::array<store::session_id, streams> ids;
  std::array<std::uint32_t, streams> versions{};
  seeded_random names(1);
  for (std::size_t s = 0; s < streams; ++s) {
    campaign::fill_random(ids[s], names);
    versions[s] =
        static_cast<std::uint32_t>((*log)->read_stream(ids[s], {}, 1'000'000).value().size());
  }
  std::counting_semaphore<in_flight> room(in_flight);
  std::array<std::mutex, streams> turns;
  for (std::size_t s = 0;; s = (s + 1) % streams) {
    room.acquire();
    turns[s].lock();
    const auto event = an_event(random);
    const auto expected = store::expected_version::exactly(store::stream_version(versions[s]));
    (*log)->append({ids[s], expected, {event}}, [&, s, id = event.id](auto receipt) {
      if (!receipt) ::_exit(3);  // nobody else writes: an append cannot be refused
      const acknowledgement done{receipt->last_offset.value(), id.bytes};
      if (::write(STDOUT_FILENO, &done, sizeof done) != sizeof done) ::_exit(4);
      ++versions[s];
      turns[s].unlock();
      room.release();
    });
  }
}
