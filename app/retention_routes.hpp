// What the command line asks a node about what it has kept for long enough.
#pragma once

#include "actors/retention.hpp"
#include "campaign/own_events.hpp"
#include "http/admin_api.hpp"

#include <vector>

namespace chant::app {

/// GET and POST /admin/v1/retention, as docs/api.md describes them. Both outlive the routes.
[[nodiscard]] std::vector<http::admin_route> retention_routes(actors::retention& keeper,
                                                              campaign::own_events& log);

}  // namespace chant::app
