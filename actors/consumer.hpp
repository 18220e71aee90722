// Reads the log from where it last stopped and gives each event to a sink, no more at a time than
// the sink has credit for: every event is worked off at least once, however often the node dies.
#pragma once

#include "actors/consumer_status.hpp"
#include "actors/event_sink.hpp"
#include "actors/job_queue.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "campaign/ids.hpp"
#include "store/checkpoints.hpp"
#include "store/event_log.hpp"

#include <caf/event_based_actor.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>

namespace chant::actors {

/// Owned by the node; everything outlives every consumer.
struct consumer_env {
  store::event_log& log;
  store::checkpoint_store& checkpoints;
  job_queue& readers;  ///< for reads from the disk
  const chant::clock& clock;
  random_source& random;
};

struct consumer_options {
  std::size_t credit = 16;  ///< events the sink may have at once: enough that no worker waits

  // All times in ticks of one second. `tick_length` exists so that the simulation's clock fits.
  /// A read, or an event in the sink's hands, takes longer: it is lost, start over. Longer than
  /// the sink's slowest event, or that is worked off twice.
  std::uint32_t stall_ticks = 30;
  std::uint32_t stop_ticks = 5;  ///< for work under way when stopping
  std::chrono::milliseconds first_retry{200};
  std::chrono::milliseconds longest_retry{60'000};
};

// To a consumer.
struct consumer_wake {};   ///< the log has grown
struct consumer_pause {};  ///< take no new work
struct consumer_resume {};
struct consumer_stop {};  ///< finish what is under way, save the checkpoint, end

// To itself, from its own jobs.
struct consumer_loaded;
struct consumer_batch;
struct consumer_done;
struct consumer_saved;
struct consumer_retry;

class consumer final : public caf::event_based_actor {
 public:
  consumer(caf::actor_config& config, consumer_env& env, const consumer_options& options,
           event_sink& sink, consumer_status& status);

  caf::behavior make_behavior() override;
  void on_exit() override;

  static constexpr std::chrono::seconds tick_length{1};
  /// Events read at once. About 100 kB.
  static constexpr std::size_t events_per_read = 256;
  /// Events read and not done, waiting for another try included: bounds memory, and the work that
  /// is repeated after a crash.
  static constexpr std::size_t window = 4096;

 private:
  struct unfinished {
    store::recorded_event event;
    std::uint32_t failures = 0;
    bool started = false;     ///< the sink has it …
    std::uint32_t since = 0;  ///< … since this tick
  };

  void start_over();
  void on_loaded(consumer_loaded& answer);
  void pump();
  void read();
  void on_batch(consumer_batch& answer);
  void start_next();
  void on_done(const consumer_done& answer);
  void finish(campaign::log_offset offset);
  void retry_later(unfinished& item, const error& why);
  void on_retry(const consumer_retry& again);
  void on_tick();
  void watch_progress();
  void save();
  void on_saved(const consumer_saved& answer);
  void stop_if_done();
  void report();
  [[nodiscard]] bool stands_still();
  [[nodiscard]] campaign::log_offset checkpoint() const;
  [[nodiscard]] std::chrono::milliseconds pause_after(std::uint32_t failures);
  void subscribe();

  consumer_env& env_;
  const consumer_options options_;
  event_sink& sink_;
  consumer_status& status_;

  /// Counts the starts; answers to questions of an earlier one are not for us.
  std::uint64_t epoch_ = 0;
  bool loaded_ = false;
  bool reading_ = false;
  bool saving_ = false;
  bool paused_ = false;
  bool stopping_ = false;
  std::uint32_t stopping_ticks_ = 0;
  std::uint32_t now_ = 0;          ///< ticks since the start
  std::uint32_t saved_at_ = 0;     ///< tick of the last save
  std::uint32_t asked_since_ = 0;  ///< tick at which it last heard from log or checkpoints
  std::size_t started_ = 0;        ///< events the sink has: at most options_.credit
  campaign::log_offset next_read_;
  campaign::log_offset saved_;
  std::map<campaign::log_offset, unfinished> unfinished_;
  std::deque<campaign::log_offset> ready_;  ///< of those, the ones that wait for credit
  /// A wake message is under way; shared with the log's thread, which sends one at a time.
  std::shared_ptr<std::atomic<bool>> awake_ = std::make_shared<std::atomic<bool>>(false);
  store::event_log::subscription watching_;
};

}  // namespace chant::actors
