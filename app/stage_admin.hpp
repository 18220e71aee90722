// What operators and staff ask of one stage: the desks behind the admin API and its two listeners.
#pragma once

#include "actors/draw_desk.hpp"
#include "actors/node_actors.hpp"
#include "actors/retention.hpp"
#include "app/admin_routes.hpp"
#include "app/backup_job.hpp"
#include "app/mail_routes.hpp"
#include "app/session_acts.hpp"
#include "app/stores.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "http/admin_api.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chant::app {

/// What the desks work with. All of it outlives the admin side.
struct stage_admin_ports {
  const config::node& settings;
  stores& kept;
  actors::node_actors& living;
  metrics::registry& metrics;
  const clock& time;
  random_source& random;
  std::string campaign;  ///< its id
  std::uint16_t port;    ///< of the public listener
  std::chrono::steady_clock::time_point started;
  std::function<result<void>()> ready;
  std::function<std::string()> site_url;  ///< scheme and host, without a slash at the end
  mail_view post;
  std::vector<http::admin_route> more;  ///< routes besides those of every stage
};

class stage_admin {
 public:
  explicit stage_admin(stage_admin_ports ports);
  stage_admin(const stage_admin&) = delete;
  stage_admin& operator=(const stage_admin&) = delete;

  /// Answers on `admin.sock` in the data directory and, where the settings name an address, over
  /// TCP. The errors of the listeners.
  [[nodiscard]] result<void> open();
  /// Begins nothing new that lasts: for before the actors end.
  void rest();
  /// Answers nobody any more. Idempotent.
  void stop();

 private:
  [[nodiscard]] std::vector<http::admin_route> all_routes();
  [[nodiscard]] result<void> open_port(const http::admin_api& api);

  // Destroyed from the last to the first: who is asked outlives who asks.
  const stage_admin_ports ports_;
  admin_view view_;
  actors::draw_desk draws_;
  session_desk desk_;
  actors::retention keeper_;
  backup_job backups_;
  http::admin_worker slow_;
  std::optional<http::router> routes_;
  std::optional<http::server> socket_;
  std::optional<http::router> remote_routes_;
  std::optional<http::server> remote_;
};

}  // namespace chant::app
