// Durable appends: the log with its indexes against the least a log can do, a file that is appended
// to and fdatasync'd. Both behind the same port, driven by the same closed loop, in turns.
#include "bench/samples.hpp"
#include "store/append_rules.hpp"
#include "store/big_endian.hpp"
#include "store/rocksdb_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace chant::bench {
namespace {

using clock = std::chrono::steady_clock;

/// The peer: one writer thread that takes all that is queued, one write, one fdatasync. No index,
/// no version check, no reading.
class segment_file {
 public:
  explicit segment_file(const std::filesystem::path& file)
      : fd_(::open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600)), thread_([this] { run(); }) {}
  ~segment_file() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    work_came_.notify_one();
    thread_.join();
    ::close(fd_);
  }
  segment_file(const segment_file&) = delete;
  segment_file& operator=(const segment_file&) = delete;

  void append(store::append_request request, completion<store::append_receipt> done) {
    std::unique_lock lock(mutex_);
    const bool was_idle = queue_.empty();
    queue_.push_back({std::move(request), std::move(done)});
    lock.unlock();
    if (was_idle) work_came_.notify_one();
  }

 private:
  struct pending {
    store::append_request request;
    completion<store::append_receipt> done;
  };
  void run() {
    std::vector<pending> work;
    std::string bytes;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        work_came_.wait(lock, [this] { return closing_ || !queue_.empty(); });
        if (queue_.empty()) return;
        work.clear();
        work.swap(queue_);
      }
      bytes.clear();
      for (const auto& p : work) add(p.request, bytes);
      if (::write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
          ::fdatasync(fd_) != 0)
        std::abort();
      for (auto& p : work) p.done(store::append_receipt{});
    }
  }
  /// Length, stream, offset, checksum, payload.
  void add(const store::append_request& request, std::string& bytes) {
    for (const auto& e : request.events) {
      std::array<char, 36> head{};
      store::store_big_endian(head.data(), static_cast<std::uint32_t>(e.payload.size()));
      std::memcpy(head.data() + 4, request.stream.bytes.data(), 16);
      store::store_big_endian(head.data() + 20, offset_++);
      std::uint64_t sum = 14695981039346656037ULL;
      for (std::size_t at = 0; at + 8 <= e.payload.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, e.payload.data() + at, sizeof word);
        sum = (sum ^ word) * 1099511628211ULL;
      }
      store::store_big_endian(head.data() + 28, sum);
      bytes.append(head.data(), head.size());
      bytes += e.payload;
    }
  }

  int fd_;
  std::uint64_t offset_ = 0;
  std::mutex mutex_;
  std::condition_variable work_came_;
  std::vector<pending> queue_;
  bool closing_ = false;
  std::thread thread_;
};

using append_call = std::function<void(store::append_request, completion<store::append_receipt>)>;

/// Fans: each slot appends to its session, one event at a time, and takes a new one after eight.
class fans {
 public:
  fans(std::size_t slots, append_call append)
      : append_(std::move(append)), slots_(slots), payloads_(payloads(4096)) {}

  /// Events a second.
  double run(std::chrono::milliseconds how_long) {
    const auto begin = clock::now();
    for (std::size_t i = 0; i < slots_.size(); ++i) next(i);
    std::uint64_t events = 0;
    auto in_flight = slots_.size();
    std::vector<std::size_t> done;
    while (in_flight > 0) {
      {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return !done_.empty(); });
        done.clear();
        done.swap(done_);
      }
      events += done.size();
      const bool over = clock::now() - begin > how_long;
      if (over) in_flight -= done.size();
      if (!over) {
        for (const auto index : done) next(index);
      }
    }
    return static_cast<double>(events) /
           std::chrono::duration<double>(clock::now() - begin).count();
  }

 private:
  struct slot {
    store::session_id session;
    std::uint32_t version = 0;
  };
  void next(std::size_t index) {
    auto& s = slots_[index];
    if (s.version % 8 == 0) s = {}, campaign::fill_random(s.session, random_);
    store::new_event e;
    e.type = 1;
    e.payload = payloads_[random_.next() % payloads_.size()];
    campaign::fill_random(e.id, random_);
    if (s.version == 1) campaign::fill_random(e.lookup.emplace(), random_);
    store::append_request request;
    request.stream = s.session;
    request.expected = s.version == 0
                           ? store::expected_version::no_stream()
                           : store::expected_version::exactly(store::stream_version(s.version));
    request.events.push_back(std::move(e));
    ++s.version;
    append_(std::move(request), [this, index](result<store::append_receipt> r) {
      if (!r) std::abort();
      std::unique_lock lock(mutex_);
      const bool was_empty = done_.empty();
      done_.push_back(index);
      lock.unlock();
      if (was_empty) came_.notify_one();
    });
  }

  append_call append_;
  std::vector<slot> slots_;
  std::vector<std::string> payloads_;
  seeded_random random_{1};
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::size_t> done_;
};

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct measurement {
  double events_per_second;
  double cpu_us_per_event;
};

measurement measure(std::size_t in_flight, const append_call& append) {
  constexpr std::chrono::milliseconds how_long{1500};
  const double cpu = cpu_seconds();
  const auto begin = clock::now();
  const double rate = fans(in_flight, append).run(how_long);
  const double events = rate * std::chrono::duration<double>(clock::now() - begin).count();
  return {rate, (cpu_seconds() - cpu) * 1e6 / events};
}

measurement measure_log(const std::filesystem::path& dir, std::size_t in_flight) {
  measurement m{};
  {
    const auto log =
        store::rocksdb_log::open({.dir = dir,
                                  .space = {.min_free_bytes = 1U << 30U, .min_free_percent = 0},
                                  .ballast_bytes = 0})
            .value();
    m = measure(in_flight, [&log](auto r, auto d) { log->append(std::move(r), std::move(d)); });
  }
  std::filesystem::remove_all(dir);
  return m;
}

measurement measure_file(const std::filesystem::path& file, std::size_t in_flight) {
  measurement m{};
  {
    segment_file segment(file);
    m = measure(in_flight,
                [&segment](auto r, auto d) { segment.append(std::move(r), std::move(d)); });
  }
  std::filesystem::remove(file);
  return m;
}

void compare(std::size_t in_flight) {
  constexpr int rounds = 7;
  const scratch_dir dir;
  std::vector<double> ratios;
  std::vector<double> rates;
  std::vector<double> cpu;
  for (int round = 0; round < rounds; ++round) {
    const auto file = measure_file(dir.path() / "segment", in_flight);
    const auto log = measure_log(dir.path() / "log", in_flight);
    fmt::print(stderr, "{} in flight: log {:.0f}/s {:.1f} us, segment {:.0f}/s {:.1f} us\n",
               in_flight, log.events_per_second, log.cpu_us_per_event, file.events_per_second,
               file.cpu_us_per_event);
    ratios.push_back(log.events_per_second / file.events_per_second);
    rates.push_back(log.events_per_second);
    cpu.push_back(log.cpu_us_per_event);
  }
  fmt::print("figure append_vs_segment_{} {:.2f} times\n", in_flight, median(ratios));
  fmt::print("figure append_rate_{} {:.0f} events/s\n", in_flight, median(rates));
  fmt::print("figure append_cpu_{} {:.1f} us/event\n", in_flight, median(cpu));
}

}  // namespace
}  // namespace chant::bench

int main() {
  chant::bench::compare(16);
  chant::bench::compare(256);
}
