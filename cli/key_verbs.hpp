// `chant keys status|rotate`: the keys that seal what fans said of themselves, and what wraps them.
#pragma once

#include "cli/admin.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace chant::cli {

struct key_tools {
  std::filesystem::path data_dir;
  std::string source;  ///< as the settings have it, for a database that no node serves
  admin_call ask;
  admin_change change;
  std::function<void(std::chrono::milliseconds)> sleep;
};

/// The node's keys; where none runs, those of the data directory. degraded when a rotation stopped
/// or keys are wrapped by something that is neither in force nor retiring.
[[nodiscard]] result<exit_code> show_keys(const key_tools& with, const io& streams);

struct rotate_options {
  std::string why;
  bool wait = true;  ///< until all keys are wrapped anew
};

/// Has the running node wrap all keys anew, or take up what stopped. errc::refused "kek_unchanged",
/// errc::conflict "keys_rotating", errc::unavailable "node_unreachable"; degraded when it stops.
[[nodiscard]] result<exit_code> rotate_keys(const key_tools& with, const rotate_options& options,
                                            const io& streams);

}  // namespace chant::cli
