// Memory of a node by the session: how much one in memory takes, how much one that is only known,
// and what a million known with 50,000 active come to, against 1 GiB.
#include "base/log.hpp"
#include "bench/bench_node.hpp"
#include "bench/samples.hpp"

#include <malloc.h>
#include <unistd.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <span>
#include <thread>

namespace {

using namespace chant;

constexpr std::size_t known_in_all = 200'000;
constexpr std::size_t active = 10'000;
constexpr double mebibyte = 1 << 20;

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

/// Bytes that are allocated and not freed: unlike the resident size they fall when memory is given
/// back to the allocator.
double allocated_bytes() {
  const auto info = ::mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

/// Requests, no more than a few hundred under way at a time.
class visitors {
 public:
  visitors(campaign::service& service, random_source& random)
      : service_(service), random_(random) {}

  /// New fans who open a session and order an artwork.
  std::vector<campaign::session_id> come(std::size_t count) {
    std::vector<campaign::session_id> all(count);
    for (auto& id : all) {
      campaign::fill_random(id, random_);
      campaign::order_artwork order{
          .share = {}, .team = "fr", .name = "Marguerite " + id.hex(), .language = ""};
      order.name.resize(20);
      campaign::fill_random(order.share, random_);
      service_.submit(id, campaign::open_session{.language = "en", .country = "FR"}, count_in());
      service_.submit(id, std::move(order), count_in());
    }
    wait_below(1);
    return all;
  }
  /// Known fans who look at their session.
  void come_back(std::span<const campaign::session_id> fans) {
    for (const auto& id : fans) {
      service_.view(id, [done = count_in()](const result<campaign::session>& s) mutable {
        if (!s) done(std::unexpected(s.error()));
        done(campaign::outcome{});
      });
    }
    wait_below(1);
  }

 private:
  /// Waits for a place; what it returns frees it again.
  completion<campaign::outcome> count_in() {
    wait_below(512);
    {
      const std::lock_guard lock(mutex_);
      ++under_way_;
    }
    return [this](const result<campaign::outcome>& a) {
      if (!a) bench::must<int>(std::unexpected(a.error()));
      // Notified under the lock: the object may end as soon as it is released.
      const std::lock_guard lock(mutex_);
      --under_way_;
      changed_.notify_all();
    };
  }
  void wait_below(std::size_t places) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return under_way_ < places; });
  }

  campaign::service& service_;
  random_source& random_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t under_way_ = 0;
};

std::size_t sessions_in_memory(const metrics::registry& metrics) {
  constexpr std::string_view name = "\nchant_sessions_active ";
  const auto text = metrics.prometheus_text();
  return std::stoul(text.substr(text.find(name) + name.size()));
}

void wait_until_rendered(const actors::node_actors& node) {
  while (node.pools().front().lag > 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

/// Fills the log, with at most `active` sessions in memory at any time.
struct filled {
  std::vector<campaign::session_id> fans;
  double resident_at_half = 0;
  double resident = 0;
  std::size_t in_memory = 0;
};
filled fill(bench::bench_stores& kept, const actors::node_options& options) {
  bench::bench_actors living(kept, options);
  visitors door(living.node.service(), kept.random);
  filled f{.fans = door.come(known_in_all / 2)};
  wait_until_rendered(living.node);
  f.resident_at_half = resident_bytes();
  const auto others = door.come(known_in_all / 2);
  f.fans.insert(f.fans.end(), others.begin(), others.end());
  wait_until_rendered(living.node);
  f.resident = resident_bytes();
  f.in_memory = sessions_in_memory(kept.metrics);
  living.node.stop();
  return f;
}

/// What a session takes that comes back into memory: nothing is written meanwhile.
double bytes_of_an_active_session(bench::bench_stores& kept, const actors::node_options& options,
                                  std::span<const campaign::session_id> fans) {
  const auto first = fans.subspan(0, active / 10);
  const auto others = fans.subspan(active / 10, active / 2);
  {
    // Brings what belongs to them into the stores' caches, which stay.
    bench::bench_actors before(kept, options);
    visitors door(before.node.service(), kept.random);
    door.come_back(first);
    door.come_back(others);
  }
  bench::bench_actors living(kept, options);
  visitors door(living.node.service(), kept.random);
  // The first fill tables and pools that are there once.
  door.come_back(first);
  const auto few = sessions_in_memory(kept.metrics);
  const double before = allocated_bytes();
  door.come_back(others);
  const auto many = sessions_in_memory(kept.metrics);
  const double after = allocated_bytes();
  living.node.stop();
  return (after - before) / static_cast<double>(many - few);
}

}  // namespace

int main() {
  log::set_level(log::level::error);
  const bench::scratch_dir dir;
  bench::bench_stores kept(dir.path());
  const actors::node_options options{.sessions = active, .passivate_after = std::chrono::hours(1)};
  const auto now = fill(kept, options);
  const double each = bytes_of_an_active_session(kept, options, now.fans);
  // What is known but not active lies on the disk; memory still grows while the log's tables fill.
  // They have bounds, so that going on at this pace up to a million says too much, if anything.
  const double known = (now.resident - now.resident_at_half) / (known_in_all / 2);
  const double million = now.resident + known * (1'000'000 - known_in_all) +
                         each * (50'000.0 - static_cast<double>(now.in_memory));

  std::fprintf(stderr,
               "# %zu known, %zu active: %.0f MiB resident; another known session %.0f bytes, an "
               "active one %.0f\n",
               known_in_all, now.in_memory, now.resident / mebibyte, known, each);
  std::printf("figure memory_active_session_against_2_kib %.2f x\n", each / 2048);
  std::printf("figure memory_million_known_50k_active_against_1_gib %.2f x\n",
              million / (1024 * mebibyte));
  return 0;
}
