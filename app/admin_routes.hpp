// What the admin listener tells about this node besides probes and metrics.
#pragma once

#include "actors/node_actors.hpp"
#include "http/admin_api.hpp"
#include "store/rocksdb_log.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace chant::app {

/// What the routes look at; all of it outlives them.
struct admin_view {
  actors::node_actors& actors;
  const store::rocksdb_log& log;
  std::function<result<void>()> ready;
  std::string campaign;
  std::uint16_t port;
  std::function<std::uint16_t()> admin_port;  ///< of the admin API over TCP; 0: there is none
  std::chrono::steady_clock::time_point started;
};

/// GET /admin/v1/status and /admin/v1/pools, as docs/api.md describes them.
[[nodiscard]] std::vector<http::admin_route> admin_routes(const admin_view& view);

}  // namespace chant::app
