// What a preview's settings are: the node's, with everything of its own and little of the machine.
#pragma once

#include "app/stage.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "config/stage_dir.hpp"

#include <cstdint>

namespace chant::app {

/// Own data directory and port, one thread of each kind.
[[nodiscard]] config::node preview_settings(const config::node& node, const config::stage_dir& dir,
                                            std::uint16_t port);

/// About 35 MB and 13 threads a preview, measured with ten.
[[nodiscard]] stage_size preview_size();

/// The port it had, else the first free one from stages.first_port that no other preview has; 0:
/// any. errc::conflict "no_port_free".
[[nodiscard]] result<std::uint16_t> preview_port(const config::node& node,
                                                 const config::stage_dir& dir);

}  // namespace chant::app
