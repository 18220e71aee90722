// What the command line asks a node about backups.
#pragma once

#include "app/backup_job.hpp"
#include "campaign/own_events.hpp"
#include "http/admin_api.hpp"

#include <vector>

namespace chant::app {

/// GET and POST /admin/v1/backups, as docs/api.md describes them. All outlive the routes.
[[nodiscard]] std::vector<http::admin_route> backup_routes(backup_job& job,
                                                           const config::node& settings,
                                                           campaign::own_events& log);

}  // namespace chant::app
