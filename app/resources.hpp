// Where the files that come with the binary lie: the demo campaign, the site, fonts and flags.
#pragma once

#include "base/result.hpp"

#include <filesystem>

namespace chant::app {

struct resources {
  std::filesystem::path demo_campaign;
  std::filesystem::path site;
  std::filesystem::path fonts;
  std::filesystem::path flags;
};

/// Looks beside the running binary: `share/` in a build tree, `../share/chant/` when installed.
/// errc::invalid_config with code "resources_missing", naming the places it looked at.
[[nodiscard]] result<resources> find_resources();

}  // namespace chant::app
