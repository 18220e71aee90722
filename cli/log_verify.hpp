// `chant log verify`: is the log what was written, and is what the node keeps besides it what the
// log says?
#pragma once

#include "cli/exit_code.hpp"
#include "cli/output.hpp"

#include <filesystem>

namespace chant::cli {

struct verify_options {
  bool rebuild = false;  ///< replay into fresh states and compare
};

/// Says what was compared and names what differs; degraded when something does. Works beside a
/// running node, up to the head at the start, and without one.
[[nodiscard]] result<exit_code> verify_log(const std::filesystem::path& data_dir,
                                           const verify_options& options, const io& streams);

}  // namespace chant::cli
