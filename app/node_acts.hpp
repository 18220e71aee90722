// What operators change on a running node by hand: pools that rest, a campaign that is frozen.
#pragma once

#include "actors/node_actors.hpp"
#include "http/admin_api.hpp"

#include <filesystem>
#include <vector>

namespace chant::app {

/// A campaign is frozen as long as its data directory holds the file `frozen`.
[[nodiscard]] bool is_frozen(const std::filesystem::path& data_dir);

/// POST /admin/v1/pools/{pool}/pause and /resume, /admin/v1/campaign/freeze and /unfreeze, as
/// docs/api.md describes them. The actors outlive the routes.
[[nodiscard]] std::vector<http::admin_route> node_acts(actors::node_actors& living,
                                                       std::filesystem::path data_dir);

}  // namespace chant::app
