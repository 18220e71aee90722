// What the command line asks a node about the fans' keys.
#pragma once

#include "campaign/own_events.hpp"
#include "http/admin_api.hpp"
#include "store/key_rotation.hpp"
#include "store/rocksdb_fan_keys.hpp"

#include <vector>

namespace chant::app {

/// GET /admin/v1/keys and POST /admin/v1/keys/rotate, as docs/api.md describes them. All outlive
/// the routes.
[[nodiscard]] std::vector<http::admin_route> key_routes(const store::rocksdb_fan_keys& keys,
                                                        store::key_rotation& rotation,
                                                        campaign::own_events& log);

}  // namespace chant::app
