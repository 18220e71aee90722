// What operators and the CLI ask a running node: probes, metrics, and whatever routes app/ adds.
#pragma once

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chant::http {

/// A route of the admin listener. `run` has a thread of its own, shared by all of these routes: it
/// may take its time; probes and metrics go on meanwhile.
struct admin_route {
  method verb = method::get;
  std::string pattern;  ///< as in route, e.g. "/pools" or "/sessions/{session}"
  std::function<response(const request&)> run;
};

struct admin_api {
  metrics::registry& metrics;
  /// Called by /readyz on an I/O thread: quick. An error is answered 503 with its code.
  std::function<result<void>()> ready;
  std::vector<admin_route> routes;
};

/// Runs the slow routes one after another. At most 64 wait; more are answered 503.
class admin_worker {
 public:
  admin_worker();
  ~admin_worker();  ///< finishes the one it is at, drops the rest
  admin_worker(const admin_worker&) = delete;
  admin_worker& operator=(const admin_worker&) = delete;

  [[nodiscard]] bool submit(std::move_only_function<void()> work);

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

/// Whether what changes something is carried out, or answered 403 "admin_read_only".
enum class admin_access : std::uint8_t { full, read_only };

/// The worker outlives the router.
[[nodiscard]] router make_admin_router(admin_api api, admin_worker& worker,
                                       admin_access access = admin_access::full);

/// A JSON answer, for handlers outside http/.
[[nodiscard]] response json_response(unsigned status, std::string body);

}  // namespace chant::http
