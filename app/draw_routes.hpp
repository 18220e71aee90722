// The prize draw's part of the admin API: what changes something, each an operator's act.
#pragma once

#include "actors/draw_desk.hpp"
#include "app/stores.hpp"
#include "base/random.hpp"
#include "campaign/own_events.hpp"
#include "http/admin_api.hpp"

#include <filesystem>
#include <vector>

namespace chant::app {

/// A desk over what a node keeps in `data_dir`. All of it outlives the desk.
[[nodiscard]] actors::draw_desk::ports draw_ports(stores& kept, campaign::own_events& own,
                                                  random_source& random,
                                                  const std::filesystem::path& data_dir);

/// POST /admin/v1/draws/commit, close, run and reveal, as docs/api.md describes them. Both outlive
/// the routes.
[[nodiscard]] std::vector<http::admin_route> draw_routes(actors::draw_desk& desk,
                                                         campaign::own_events& log);

}  // namespace chant::app
