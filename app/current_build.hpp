// Where a stage's campaign and site come from: the settings, unless something is deployed.
#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/stage_dir.hpp"

#include <filesystem>

namespace chant::app {

/// The node's settings with the parts that a build has in place of their own; what it does not have
/// is, in a preview, production's.
[[nodiscard]] result<config::node> with_stage_build(const config::node& settings,
                                                    const config::stage_dir& stage,
                                                    const config::stage_build& build);

/// The node's settings with what is deployed to production, if anything is. errc::invalid_config
/// or errc::not_found for a build that is not whole.
[[nodiscard]] result<config::node> with_production(const config::node& settings);

/// Reads all of a build, and draws what its campaign draws, as the stage would at its start. The
/// errors of read_content().
[[nodiscard]] result<void> check_build(const config::node& settings, const config::stage_dir& stage,
                                       const config::stage_build& build);

/// The campaign's directory that production goes by.
[[nodiscard]] result<std::filesystem::path> campaign_dir_of(const config::node& settings);

}  // namespace chant::app
