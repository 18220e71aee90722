// What the command line asks a node about its stages.
#pragma once

#include "app/stages.hpp"
#include "http/admin_api.hpp"

#include <vector>

namespace chant::app {

/// GET /admin/v1/stages, POST and DELETE /admin/v1/stages/{stage}, as docs/api.md describes them.
/// `of` outlives the routes.
[[nodiscard]] std::vector<http::admin_route> stage_routes(stages& of);

}  // namespace chant::app
