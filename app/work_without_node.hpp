// What an operator changes where no node runs: the log is opened as its writer for that long.
#pragma once

#include "base/result.hpp"
#include "cli/admin.hpp"
#include "config/config.hpp"

#include <string_view>

namespace chant::app {

/// Answers a POST to the admin API's /admin/v1/draws as a running node would; for other targets
/// errc::unavailable, code "node_unreachable". errc::conflict "data_dir_in_use" when a node has
/// started meanwhile; the errors of opening the stores.
[[nodiscard]] result<cli::admin_reply> work_without_node(const config::node& settings,
                                                         std::string_view target,
                                                         std::string_view body);

}  // namespace chant::app
