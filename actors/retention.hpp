// Lets go of what a campaign has kept for long enough: by the commands that fans send, a few a
// second.
#pragma once

#include "actors/letter_writer.hpp"
#include "actors/retention_plan.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/own_events.hpp"
#include "campaign/service.hpp"
#include "store/event_log.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace chant::actors {

/// What it works with; all of it outlives it.
struct retention_ports {
  const store::event_log& log;
  campaign::service& sessions;
  campaign::own_events& own;
  const clock& time;
  std::function<bool(const campaign::event_id&)> letter_is_kept;
  letter_eraser erase_letter;
};

struct retention_options {
  retention_limits limits;
  std::uint32_t per_second = 20;  ///< erased, dropped and removed at most; above 0
  bool daily = false;             ///< ten minutes after the start, and once a day from then on
};

/// Thread-safe; what it does, it does on a thread of its own.
class retention {
 public:
  retention(retention_ports ports, const retention_options& options);
  ~retention();  ///< stop() if that was not done
  retention(const retention&) = delete;
  retention& operator=(const retention&) = delete;

  /// What is due now. The errors of plan_retention(), which is waited for.
  [[nodiscard]] result<retention_plan> due() const;
  /// Begins to let go of what is due, and returns it; where nothing is, nothing begins.
  /// errc::conflict "retention_running"; the errors of due().
  [[nodiscard]] result<retention_plan> begin();
  [[nodiscard]] bool running() const;
  [[nodiscard]] const retention_limits& limits() const { return options_.limits; }

  /// Ends after the one thing it is at; the rest is due at the next run. Idempotent.
  void stop();

 private:
  void run(const std::stop_token& stop);
  /// Noted in the log; nothing where nothing is due, or that could not be told or noted.
  [[nodiscard]] std::optional<retention_plan> planned_by_itself();
  void carry_out(const retention_plan& plan, const std::stop_token& stop);
  [[nodiscard]] result<void> submit(const campaign::session_id& fan, campaign::command what);
  [[nodiscard]] result<void> erase(const campaign::session_id& fan);
  [[nodiscard]] result<void> drop(const campaign::session_id& fan, const campaign::take_id& take);

  const retention_ports ports_;
  const retention_options options_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<retention_plan> waiting_;
  bool running_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace chant::actors
