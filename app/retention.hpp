// Lets go of what a campaign keeps no longer than its settings say: sessions that nobody came back
// to, recordings, copies of letters. By the same commands as everybody, a few a second.
#pragma once

#include "actors/letter_writer.hpp"
#include "app/operator_acts.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/own_events.hpp"
#include "campaign/service.hpp"
#include "config/config.hpp"
#include "http/admin_api.hpp"
#include "store/event_log.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace chant::app {

/// What is due.
struct retention_plan {
  std::vector<campaign::session_id> sessions;
  std::vector<std::pair<campaign::session_id, campaign::take_id>> takes;  ///< of other sessions
  std::vector<campaign::event_id> letters;                                ///< copies that are there

  [[nodiscard]] std::size_t size() const { return sessions.size() + takes.size() + letters.size(); }
};

/// What it works with; all of it outlives it.
struct retention_ports {
  const store::event_log& log;
  campaign::service& sessions;
  campaign::own_events& own;
  const clock& time;
  std::function<bool(const campaign::event_id&)> letter_is_kept;
  actors::letter_eraser erase_letter;
};

/// Reads the log from its beginning: some seconds for millions of events, about 100 bytes of memory
/// a session meanwhile. Time is that of what the fan did, not of what followed from it.
[[nodiscard]] result<retention_plan> plan_retention(
    const retention_ports& ports, const config::node::retention_settings& settings);

class retention {
 public:
  retention(retention_ports ports, config::node::retention_settings settings);
  ~retention();  ///< stop() if that was not done
  retention(const retention&) = delete;
  retention& operator=(const retention&) = delete;

  /// Ends after the one thing it is at; the rest is due at the next run. Idempotent.
  void stop();

  /// GET /admin/v1/retention: what is due. POST: does it, 202 with what was due when it began; 409
  /// "retention_running". Routes are used no longer than this lives.
  [[nodiscard]] std::vector<http::admin_route> routes();

 private:
  [[nodiscard]] http::response show();
  [[nodiscard]] http::response begin();
  void run(const std::stop_token& stop);
  /// Noted in the log; nothing where nothing is due, or that could not be told or noted.
  [[nodiscard]] std::optional<retention_plan> planned_by_itself();
  void carry_out(const retention_plan& plan, const std::stop_token& stop);
  [[nodiscard]] result<void> submit(const campaign::session_id& fan, campaign::command what);
  [[nodiscard]] result<void> erase(const campaign::session_id& fan);
  [[nodiscard]] result<void> drop(const campaign::session_id& fan, const campaign::take_id& take);

  const retention_ports ports_;
  const config::node::retention_settings settings_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<retention_plan> waiting_;
  bool running_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace chant::app
