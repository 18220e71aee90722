// Replaying the log: every event read, its envelope and its payload decoded, on one core.
//   replay_bench                 prints figures
//   replay_bench --make DIR N    makes a log of N events
//   replay_bench --scan DIR      prints events and seconds, wall and CPU, of one replay
//   replay_bench --copy DIR      writes the events as PostgreSQL's binary COPY, for the peer
#include "bench/samples.hpp"
#include "campaign/event_codec.hpp"
#include "store/big_endian.hpp"
#include "store/log_reader.hpp"
#include "store/rocksdb_log.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <semaphore>
#include <string_view>
#include <vector>

namespace chant::bench {
namespace {

using clock = std::chrono::steady_clock;

/// What happens in a fan's session, in order; personal fields as the sealed bytes they would have.
class funnel {
 public:
  std::vector<campaign::event> next() {
    campaign::share_id share;
    campaign::fill_random(share, random_);
    const std::string team = teams_[random_.next() % teams_.size()];
    const std::string language = languages_[random_.next() % languages_.size()];
    campaign::event_id asked;
    campaign::fill_random(asked, random_);
    return {campaign::session_opened{language, countries_[random_.next() % countries_.size()]},
            campaign::artwork_ordered{share, team, sealed(12), language, "demo-2016-06-10"},
            campaign::artwork_rendered{share, "9f86d081884c7d659a2feaa0c55ad015",
                                       70'000 + random_.next() % 9000},
            campaign::subscriber_added{sealed(26), sealed(12), language, campaign::age_band::adult},
            campaign::consent_given{"terms", "2016-06-01", language},
            campaign::consent_given{"newsletter", "2016-06-01", language},
            campaign::letter_accepted{asked, "welcome", "outbox"}};
  }
  seeded_random& random() { return random_; }

 private:
  campaign::personal_text sealed(std::size_t clear_bytes) {
    std::string bytes(36 + clear_bytes, '\0');
    random_.fill(std::as_writable_bytes(std::span(bytes)));
    return campaign::personal_text::sealed(std::move(bytes));
  }
  seeded_random random_{20160610};
  std::vector<std::string> teams_{"fr", "de", "it", "es", "pt", "gb-eng", "gb-wls", "pl", "tr"};
  std::vector<std::string> languages_{"en", "fr", "de", "es", "it", "pt", "pl", "tr", "ja"};
  std::vector<std::string> countries_{"GB", "FR", "DE", "ES", "IT", "PT", "PL", "TR", "JP"};
};

store::new_event as_new(const campaign::event& e, std::uint64_t number, seeded_random& random) {
  store::new_event made;
  campaign::fill_random(made.id, random);
  made.type = campaign::type_code(e);
  made.schema = campaign::schema_version(e);
  made.at = timestamp(std::chrono::microseconds(1'465'500'000'000'000 + number * 137));
  made.payload = campaign::encode(e);
  made.lookup = campaign::lookup_of(e);
  return made;
}

void make(const std::filesystem::path& dir, std::uint64_t count) {
  const store::rocksdb_log_options options{
      .dir = dir,
      .space = {.min_free_bytes = 1U << 30U, .min_free_percent = 0},
      .ballast_bytes = 0};
  {
    const auto log = store::rocksdb_log::open(options).value();
    constexpr std::ptrdiff_t at_once = 512;
    std::counting_semaphore<at_once> room(at_once);
    funnel fans;
    for (std::uint64_t n = 0; n < count;) {
      store::append_request request;
      campaign::fill_random(request.stream, fans.random());
      request.expected = store::expected_version::no_stream();
      for (const auto& e : fans.next()) request.events.push_back(as_new(e, n++, fans.random()));
      room.acquire();
      log->append(std::move(request), [&room](const auto& done) {
        if (!done) std::abort();
        room.release();
      });
    }
    log->close();
  }
  // Opening again moves what still lies in the write-ahead log into tables.
  (void)store::rocksdb_log::open(options).value();
}

struct replayed {
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
};

double thread_cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

replayed scan(const std::filesystem::path& dir) {
  const auto reader = store::log_reader::open({.dir = dir}).value();
  replayed r;
  const auto begin = clock::now();
  const double cpu = thread_cpu_seconds();
  const auto end = reader->scan({}, reader->head(), [&r](const store::event_view& e) {
    const auto decoded = campaign::decode(e.type, e.schema, e.payload);
    if (!decoded) std::abort();
    ++r.events;
    r.bytes += e.payload.size();
    return true;
  });
  if (!end) std::abort();
  r.cpu_seconds = thread_cpu_seconds() - cpu;
  r.wall_seconds = std::chrono::duration<double>(clock::now() - begin).count();
  return r;
}

/// PGCOPY: an 11-byte signature, flags, extension; a tuple is a count of fields, each with its
/// length.
void copy(const std::filesystem::path& dir) {
  const auto reader = store::log_reader::open({.dir = dir}).value();
  std::string out("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19);
  const auto number = [&out](auto value) {
    std::array<char, sizeof value> bytes{};
    store::store_big_endian(bytes.data(), value);
    out.append(bytes.data(), bytes.size());
  };
  const auto field = [&](std::string_view bytes) {
    number(static_cast<std::uint32_t>(bytes.size()));
    out += bytes;
  };
  const auto integer = [&](auto value) {
    number(static_cast<std::uint32_t>(sizeof value));
    number(value);
  };
  const auto done = reader->scan({}, reader->head(), [&](const store::event_view& e) {
    number(std::uint16_t{8});
    integer(e.offset.value());
    field(e.stream.view());
    integer(e.version.value());
    field(e.id.view());
    integer(e.type);
    integer(e.schema);
    integer(static_cast<std::uint64_t>(e.at.time_since_epoch().count()));
    field(e.payload);
    if (out.size() > (1U << 20U)) {
      std::fwrite(out.data(), 1, out.size(), stdout);
      out.clear();
    }
    return true;
  });
  if (!done) std::abort();
  number(std::uint16_t{0xFFFF});
  std::fwrite(out.data(), 1, out.size(), stdout);
}

void print_figures() {
  const scratch_dir dir;
  const auto log = dir.path() / "log";
  make(log, 700'000);
  std::vector<double> per_core;
  std::vector<double> wall;
  replayed r;
  for (int round = 0; round < 5; ++round) {
    r = scan(log);
    per_core.push_back(static_cast<double>(r.events) / r.cpu_seconds);
    wall.push_back(static_cast<double>(r.events) / r.wall_seconds);
  }
  fmt::print("figure replay_decoded_per_core {:.0f} events/s\n", median(per_core));
  fmt::print("figure replay_decoded_wall {:.0f} events/s\n", median(wall));
}

}  // namespace
}  // namespace chant::bench

int main(int count, char** arguments) {
  using namespace chant::bench;
  const std::vector<std::string_view> words(arguments + 1, arguments + count);
  if (words.empty()) {
    print_figures();
  } else if (words.size() == 3 && words[0] == "--make") {
    make(words[1], std::strtoull(arguments[3], nullptr, 10));
  } else if (words.size() == 2 && words[0] == "--scan") {
    const auto r = scan(words[1]);
    fmt::print("{} {:.4f} {:.4f}\n", r.events, r.wall_seconds, r.cpu_seconds);
  } else if (words.size() == 2 && words[0] == "--copy") {
    copy(words[1]);
  } else {
    fmt::print(stderr, "usage: replay_bench [--make DIR N | --scan DIR | --copy DIR]\n");
    return 2;
  }
  return 0;
}
