// `chant campaign deploy|list|rollback|remove`: builds of a site and a campaign under their own
// URL, through the running node, or for the next one.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/admin.hpp"
#include "cli/admin_json.hpp"
#include "cli/deployment.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/webhook.hpp"
#include "config/config.hpp"
#include "config/stage_dir.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chant::cli {

/// What these verbs work with.
struct stage_tools {
  config::node settings;
  admin_call ask;
  admin_change change;
  operator_words words;  ///< who deploys, and why
  /// hooks::check_build with the settings.
  std::function<result<void>(const config::stage_dir&, const config::stage_build&)> check;
  chat tell;  ///< empty: nobody
  const clock& time;
};

/// Checks the build, copies it into the data directory and switches the stage to it. Where that
/// does not work, all is as it was. errc::conflict "stages_busy" when another deploy does not end.
[[nodiscard]] result<exit_code> deploy(const deployment& what, const stage_tools& with,
                                       const io& streams);

/// Production and the previews with their current builds; degraded when one of them does not run.
/// errc::not_found "data_dir_unknown".
[[nodiscard]] result<exit_code> list_stages(const stage_tools& with, const io& streams);

/// Goes back to that build, else to the one before the current one; production's 0 is what the
/// settings name. errc::not_found "build_unknown", "stage_unknown", "nothing_before".
[[nodiscard]] result<exit_code> rollback(std::string_view stage, std::optional<std::uint32_t> to,
                                         const stage_tools& with, const io& streams);

/// Ends a preview and deletes all it has, its log included: errc::refused without `sure`.
[[nodiscard]] result<exit_code> remove_stage(std::string_view stage, bool sure,
                                             const stage_tools& with, const io& streams);

}  // namespace chant::cli
