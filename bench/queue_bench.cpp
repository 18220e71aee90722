// The mail queue folded from nothing, as a node does whose state was deleted: a log of subscribers
// whose letters were sent, against bare puts of what stands in the queue at the end.
//   queue_bench                         prints figures
//   queue_bench --make DIR SUBSCRIBERS  makes such a log
//   queue_bench --fold LOG STATE BATCH  folds it, BATCH events a write, and says what that took
#include "actors/mail_queue_sink.hpp"
#include "bench/samples.hpp"
#include "campaign/event_codec.hpp"
#include "store/log_reader.hpp"
#include "store/memory_suppression_list.hpp"
#include "store/record.hpp"
#include "store/rocksdb_log.hpp"
#include "store/state_database.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <semaphore>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::bench {
namespace {

using clock = std::chrono::steady_clock;

// Subscribers who came between one and the moment the relay has their letter.
constexpr std::size_t letters_on_their_way = 5000;
constexpr std::size_t events_per_batch = 256;

/// What something took: by the clock, and of all this process's threads.
class stopwatch {
 public:
  [[nodiscard]] double wall_seconds() const {
    return std::chrono::duration<double>(clock::now() - begin_).count();
  }
  [[nodiscard]] double cpu_seconds() const { return cpu_now() - cpu_; }

 private:
  static double cpu_now() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
  }
  clock::time_point begin_ = clock::now();
  double cpu_ = cpu_now();
};

template <class T>
T must(result<T> r) {
  if (r) return *std::move(r);
  fmt::print(stderr, "{}: {}\n", r.error().code, r.error().detail);
  std::exit(1);
}

/// Appends without waiting for each receipt.
class log_author {
 public:
  explicit log_author(const std::filesystem::path& dir)
      : log_(must(
            store::rocksdb_log::open({.dir = dir,
                                      .space = {.min_free_bytes = 1U << 30U, .min_free_percent = 0},
                                      .ballast_bytes = 0}))) {}
  ~log_author() {
    for (std::ptrdiff_t i = 0; i < at_once; ++i) room_.acquire();
    log_->close();
  }
  log_author(const log_author&) = delete;
  log_author& operator=(const log_author&) = delete;

  void subscribe() {
    campaign::session_id fan;
    campaign::fill_random(fan, random_);
    std::string email(62, '\0');
    random_.fill(std::as_writable_bytes(std::span(email)));
    const auto letter =
        append(fan, store::expected_version::no_stream(),
               {campaign::session_opened{"en", "FR"},
                campaign::subscriber_added{.email = campaign::personal_text::sealed(email),
                                           .name = {},
                                           .language = "en",
                                           .age_band = campaign::age_band::adult}});
    waiting_.emplace_back(fan, letter);
  }
  void send_next() {
    const auto [fan, letter] = waiting_.front();
    waiting_.pop_front();
    append(fan, store::expected_version::any(),
           {campaign::letter_claimed{.letter = letter, .kind = "welcome", .attempt = 1}});
    append(
        fan, store::expected_version::any(),
        {campaign::letter_accepted{.letter = letter, .kind = "welcome", .queue_id = "4F2A1B7C9D"}});
  }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

 private:
  static constexpr std::ptrdiff_t at_once = 512;

  /// The id of the last of the events.
  campaign::event_id append(const campaign::session_id& fan, store::expected_version expected,
                            const std::vector<campaign::event>& events) {
    store::append_request request{.stream = fan, .expected = expected, .events = {}};
    for (const auto& e : events) {
      auto& made = request.events.emplace_back();
      campaign::fill_random(made.id, random_);
      made.type = campaign::type_code(e);
      made.schema = campaign::schema_version(e);
      made.at = timestamp(std::chrono::microseconds(1'465'500'000'000'000 + events_++ * 137));
      made.payload = campaign::encode(e);
    }
    const auto last = request.events.back().id;
    room_.acquire();
    log_->append(std::move(request), [this](const auto& done) {
      if (!done) std::abort();
      room_.release();
    });
    return last;
  }

  std::unique_ptr<store::rocksdb_log> log_;
  seeded_random random_{20160610};
  std::counting_semaphore<at_once> room_{at_once};
  std::deque<std::pair<campaign::session_id, campaign::event_id>> waiting_;
  std::int64_t events_ = 0;
};

void make(const std::filesystem::path& dir, std::uint64_t subscribers) {
  log_author author(dir);
  for (std::uint64_t n = 0; n < subscribers; ++n) {
    author.subscribe();
    if (author.waiting() > letters_on_their_way) author.send_next();
  }
  while (author.waiting() > 0) author.send_next();
}

/// What a consumer hands to its sink: the log in pages, and of each what the queue is folded from.
class folder {
 public:
  folder(store::mail_queue& queue, std::size_t batch) : queue_(queue), batch_(batch) {}

  void add(const store::event_view& e) {
    events_.push_back(store::to_recorded(e));
    if (events_.size() >= batch_) fold();
  }
  void fold() {
    must_be(queue_.change_all([&](store::mail_queue_changes& changes) -> result<void> {
      for (const auto& e : events_)
        if (auto folded = actors::fold(changes, suppressed_, e); !folded) return folded;
      return {};
    }));
    events_.clear();
  }

 private:
  static void must_be(const result<void>& done) {
    if (!done) std::abort();
  }
  store::mail_queue& queue_;
  const std::size_t batch_;
  store::memory_suppression_list suppressed_;
  std::vector<store::recorded_event> events_;
};

struct folded {
  std::uint64_t events = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
};

folded fold(const std::filesystem::path& log, const std::filesystem::path& state,
            std::size_t batch) {
  const auto reader = must(store::log_reader::open({.dir = log}));
  const auto into = must(store::state_database::open({.dir = state}));
  folder to(into->letters(), batch);
  folded f;
  const stopwatch watch;
  must(reader->scan({}, reader->head(), [&](const store::event_view& e) {
    to.add(e);
    ++f.events;
    return true;
  }));
  to.fold();
  f.wall_seconds = watch.wall_seconds();
  f.cpu_seconds = watch.cpu_seconds();
  return f;
}

using rows = std::vector<std::pair<std::string, std::string>>;

/// What stands in the queue, in the order of chance: that of the letters' ids is no order either.
rows rows_of(const std::filesystem::path& state) {
  std::vector<rocksdb::ColumnFamilyHandle*> tables;
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::OpenForReadOnly(
      {}, state.string(),
      {{rocksdb::kDefaultColumnFamilyName, {}}, {"snapshots", {}}, {"mail", {}}}, &tables, &opened);
  if (!status.ok()) std::abort();
  const std::unique_ptr<rocksdb::DB> database(opened);
  rows all;
  {
    const std::unique_ptr<rocksdb::Iterator> at(database->NewIterator({}, tables[2]));
    for (at->SeekToFirst(); at->Valid(); at->Next())
      all.emplace_back(at->key().ToString(), at->value().ToString());
  }
  for (auto* table : tables) database->DestroyColumnFamilyHandle(table);
  seeded_random random(1);
  for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random.next() % i]);
  return all;
}

double put(const rows& all, const std::filesystem::path& dir) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = 32U << 20U;
  options.compression = rocksdb::kLZ4Compression;
  options.max_background_jobs = 1;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::Open(options, dir.string(), &opened).ok()) std::abort();
  const std::unique_ptr<rocksdb::DB> database(opened);
  const stopwatch watch;
  rocksdb::WriteBatch batch;
  for (const auto& [key, value] : all) {
    batch.Put(key, value);
    if (static_cast<std::size_t>(batch.Count()) < events_per_batch) continue;
    if (!database->Write({}, &batch).ok()) std::abort();
    batch.Clear();
  }
  if (!database->Write({}, &batch).ok()) std::abort();
  return watch.cpu_seconds();
}

std::uint64_t bytes_in(const std::filesystem::path& dir) {
  std::uint64_t all = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(dir))
    if (file.is_regular_file()) all += file.file_size();
  return all;
}

void show_fold(const std::filesystem::path& log, const std::filesystem::path& state,
               std::size_t batch) {
  const auto f = fold(log, state, batch);
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  fmt::print("{} events: {:.1f} s of CPU, {:.0f} a second; {:.1f} s by the clock\n", f.events,
             f.cpu_seconds, static_cast<double>(f.events) / f.cpu_seconds, f.wall_seconds);
  fmt::print("{} MB of memory at most, {} MB on disk\n", used.ru_maxrss >> 10U,
             bytes_in(state) >> 20U);
  std::optional<stopwatch> watch(std::in_place);
  const auto again = must(store::state_database::open({.dir = state}));
  const auto told = [&](std::string_view what) {
    fmt::print("{}: {:.1f} ms of CPU, {:.1f} by the clock\n", what, 1e3 * watch->cpu_seconds(),
               1e3 * watch->wall_seconds());
    watch.emplace();
  };
  told("opened again");
  auto& queue = again->letters();
  fmt::print("{} sent\n", queue.counts().at(5));
  (void)must(queue.due(timestamp::max() - std::chrono::years(1), 256));
  told("what is due, the first time");
  (void)must(queue.list(store::queued_letter::phase::claimed, {}, 256));
  told("what is claimed");
  (void)must(queue.list(store::queued_letter::phase::sent, {}, 1));
  told("the first that was sent");
  (void)must(queue.list(store::queued_letter::phase::sent, {}, 1000));
  told("a page of those");
  std::size_t gone = 0;
  while (gone < 100'000 && must(queue.forget_settled(timestamp::max(), 1000)) > 0) gone += 1000;
  told(fmt::format("{} forgotten", gone));
}

void print_figures() {
  std::vector<double> ratios;
  std::vector<double> rates;
  const scratch_dir dir;
  make(dir.path() / "log", 50'000);
  for (int round = 0; round < 3; ++round) {
    const auto state = dir.path() / fmt::format("state{}", round);
    const auto f = fold(dir.path() / "log", state, events_per_batch);
    const auto bare = put(rows_of(state), dir.path() / fmt::format("bare{}", round));
    rates.push_back(static_cast<double>(f.events) / f.cpu_seconds);
    ratios.push_back(bare / f.cpu_seconds);
  }
  fmt::print("figure mail_queue_fold_per_core {:.0f} events/s\n", median(rates));
  fmt::print("figure mail_queue_fold_of_bare_puts {:.2f} ratio\n", median(ratios));
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
  } else if (words.size() == 4 && words[0] == "--fold") {
    show_fold(words[1], words[2], std::strtoull(arguments[4], nullptr, 10));
  } else {
    fmt::print(stderr, "usage: queue_bench [--make DIR N | --fold LOG STATE BATCH]\n");
    return 2;
  }
  return 0;
}
