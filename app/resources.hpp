// Where the binary finds the demo campaign and the site, wherever it is started from.
#pragma once

#include <filesystem>

namespace chant::app {

/// Beside an installed binary (BIN/../share/chant), else in the tree it was built from.
[[nodiscard]] std::filesystem::path default_campaign_dir();
[[nodiscard]] std::filesystem::path default_site_dir();

}  // namespace chant::app
