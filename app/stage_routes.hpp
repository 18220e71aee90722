// What the command line asks a node about its stages.
#pragma once

#include "app/stages.hpp"
#include "campaign/own_events.hpp"
#include "http/admin_api.hpp"

#include <vector>

namespace chant::app {

/// GET /admin/v1/stages, POST /admin/v1/stages/{stage}/deploy, rollback and remove, as docs/api.md
/// describes them. `of`, and the log that acts are noted in, outlive the routes.
[[nodiscard]] std::vector<http::admin_route> stage_routes(stages& of, campaign::own_events& log);

}  // namespace chant::app
