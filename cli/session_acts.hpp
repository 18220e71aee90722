// `chant session erase|export`: what staff do for a fan who asks, through the running node.
#pragma once

#include "campaign/ids.hpp"
#include "cli/admin.hpp"
#include "cli/admin_json.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace chant::cli {

/// The node whose sessions are meant, and who speaks.
struct session_office {
  admin_call ask;
  admin_change change;
  std::filesystem::path data_dir;
  operator_words words;
};

/// Erases the session for good: errc::refused "not_sure" without `sure`; errc::not_found.
[[nodiscard]] result<exit_code> erase_session(const session_office& office,
                                              const campaign::session_id& fan, bool sure,
                                              const io& streams);

/// All there is of the fan, readable. `to` ends in ".zip", or is a directory, made if it is not
/// there: data.json, and recordings, pictures and copies of letters beside it. Without it the data
/// alone, as JSON on stdout. exit_code::partial when a file could not be had.
[[nodiscard]] result<exit_code> export_session(const session_office& office,
                                               const campaign::session_id& fan,
                                               const std::optional<std::filesystem::path>& to,
                                               const io& streams);

}  // namespace chant::cli
