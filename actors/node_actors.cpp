#include "actors/node_actors.hpp"

#include "actors/job_threads.hpp"
#include "actors/message_types.hpp"
#include "actors/node_parts.hpp"
#include "actors/take_desk.hpp"
#include "base/log.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/logger.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace chant::actors {
namespace {

// Sessions that may wait for the disk at once: a second of a cold start's stampede.
constexpr std::size_t reads_waiting = 8192;
// Artworks that browsers may wait for: two seconds of drawing on two cores.
constexpr std::size_t drawings_waiting = 1024;
// More than the mailers' consumer ever has out.
constexpr std::size_t letters_waiting = 256;
// Pieces of uploads that may wait for the disk: some seconds of a slow one.
constexpr std::size_t pieces_waiting = 4096;
constexpr std::chrono::seconds drain_limit{5};

unsigned or_cores(unsigned wanted) {
  return wanted > 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

struct system_config : caf::actor_system_config {
  explicit system_config(unsigned threads) {
    // "stealing", the default, collapses when one router wakes many sessions (docs/decisions).
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{or_cores(threads)});
    set("scheduler.max-throughput", std::size_t{100});
    register_message_types(*this);
  }
};

/// CAF notes the system last used on each thread, and a system does not end before every note is
/// gone: another thread may be the one that ends it.
void forget_system() { caf::logger::set_current_actor_system(nullptr); }

/// Calls a function at a steady pace until it is destroyed.
class ticker {
 public:
  ticker(std::chrono::milliseconds pace, std::function<void()> call)
      : thread_([this, pace, call = std::move(call)] { run(pace, call); }) {}
  ~ticker() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  void run(std::chrono::milliseconds pace, const std::function<void()>& call) {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, pace, [this] { return ending_; })) call();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace

// Destroyed from the last to the first: threads that send to actors before the actors' system.
struct node_actors::parts {
  parts(const node_ports& ports, const node_options& options)
      : config(options.actor_threads),
        system(config),
        readers("reader", std::max(1U, options.readers), reads_waiting),
        renderers("renderer", or_cores(options.renderers), drawings_waiting),
        mailers("mailer", std::max(1U, options.mailers), letters_waiting),
        take_workers("take", std::max(1U, options.take_threads), pieces_waiting),
        node(system, {.readers = readers, .renderers = renderers, .mailers = mailers}, ports,
             options),
        takes({.files = ports.takes,
               .grants = ports.grants,
               .sessions = node.service,
               .workers = take_workers,
               .clock = ports.clock,
               .random = ports.random,
               .metrics = ports.metrics},
              options.takes),
        in_flight(ports.metrics.make_gauge("chant_requests_in_flight",
                                           "Requests that wait for a session's answer.")),
        reads(ports.metrics.make_gauge("chant_jobs_waiting", "Jobs that wait for a thread.",
                                       "pool=\"reader\"")),
        drawings(ports.metrics.make_gauge("chant_jobs_waiting", "Jobs that wait for a thread.",
                                          "pool=\"renderer\"")),
        letters(ports.metrics.make_gauge("chant_jobs_waiting", "Jobs that wait for a thread.",
                                         "pool=\"mailer\"")),
        pieces(ports.metrics.make_gauge("chant_jobs_waiting", "Jobs that wait for a thread.",
                                        "pool=\"take\"")),
        ticks(service_limits::tick, [this] { tick(); }) {}

  void tick() {
    node.service.tick();
    takes.tick();
    node.front_errors.tick();
    in_flight.set(static_cast<std::int64_t>(node.service.in_flight()));
    reads.set(static_cast<std::int64_t>(readers.depth()));
    drawings.set(static_cast<std::int64_t>(renderers.depth()));
    letters.set(static_cast<std::int64_t>(mailers.depth()));
    pieces.set(static_cast<std::int64_t>(take_workers.depth()));
  }

  void stop_consumers() {
    caf::scoped_actor self{system};
    for (const auto& c : node.consumers) self->send(c, consumer_stop{});
    // They end by themselves after consumer_options::stop_ticks, if not before.
    for (const auto& c : node.consumers) self->wait_for(c);
  }

  void drain_requests() const {
    const auto end = std::chrono::steady_clock::now() + drain_limit;
    while (node.service.in_flight() > 0 && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (const auto left = node.service.in_flight(); left > 0)
      log::warn("requests were still under way when the node went down", {{"requests", left}});
  }

  system_config config;
  caf::actor_system system;
  job_threads readers;
  job_threads renderers;
  job_threads mailers;
  job_threads take_workers;
  node_parts node;
  take_desk takes;
  metrics::gauge& in_flight;
  metrics::gauge& reads;
  metrics::gauge& drawings;
  metrics::gauge& letters;
  metrics::gauge& pieces;
  ticker ticks;
  std::once_flag stopped;
};

node_actors::node_actors(const node_ports& ports, const node_options& options)
    : parts_(std::make_unique<parts>(ports, options)) {
  forget_system();
}

node_actors::~node_actors() { stop(); }

campaign::service& node_actors::service() { return parts_->node.service; }
campaign::gallery& node_actors::gallery() { return parts_->node.gallery; }
campaign::take_uploads& node_actors::takes() { return parts_->takes; }
campaign::own_events& node_actors::own_events() { return parts_->node.own; }
campaign::chronicle& node_actors::chronicle() { return parts_->node.chronicle; }
campaign::letter_returns& node_actors::letter_returns() { return parts_->node.returns; }
campaign::front_error_book& node_actors::front_errors() { return parts_->node.front_errors; }

std::vector<pool_status> node_actors::pools() const {
  std::vector<pool_status> all;
  for (const auto& status : parts_->node.status) all.push_back(status.snapshot());
  return all;
}

void node_actors::freeze(bool frozen) { parts_->node.terms.freeze(frozen); }
bool node_actors::frozen() const { return parts_->node.terms.frozen(); }

result<void> node_actors::pause(std::string_view pool) { return tell(pool, true); }
result<void> node_actors::resume(std::string_view pool) { return tell(pool, false); }

result<void> node_actors::tell(std::string_view pool, bool pause) {
  const auto consumer = parts_->node.consumer_named(pool);
  if (!consumer)
    return std::unexpected(error{.kind = errc::not_found,
                                 .code = "pool_not_found",
                                 .detail = "there is no pool of that name",
                                 .field = {}});
  if (pause)
    caf::anon_send(consumer, consumer_pause{});
  else
    caf::anon_send(consumer, consumer_resume{});
  return {};
}

void node_actors::stop() {
  std::call_once(parts_->stopped, [this] {
    // Pools first: they still report to the sessions.
    parts_->stop_consumers();
    // What came of uploads is synced, and those that are complete still reach their sessions.
    parts_->take_workers.close();
    parts_->node.service.close();
    parts_->drain_requests();
    parts_->node.front_errors.flush();
    parts_->mailers.close();
    parts_->renderers.close();
    parts_->readers.close();
    parts_->node.end();
    parts_->system.await_all_actors_done();
    forget_system();
  });
}

}  // namespace chant::actors
