// `chant artwork render`: covers for one name or for a list of them, without a running node.
#pragma once

#include "cli/artwork_batch.hpp"
#include "cli/cli.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace chant::cli {

struct render_options {
  std::optional<std::filesystem::path> names = {};  ///< a list; or else one artwork:
  artwork_wish wish = {};
  std::filesystem::path out = ".";
  unsigned threads = 0;  ///< 0: one per core
};

/// ok when all is drawn, partial when some rows failed, the error when nothing was drawn.
[[nodiscard]] result<exit_code> render_artwork(const config::node& settings, const hooks& from_app,
                                               const render_options& options, const io& streams);

}  // namespace chant::cli
