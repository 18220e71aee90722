// Where the binary finds what it is shipped with, wherever it is started from.
#pragma once

#include <filesystem>

namespace chant::render {

/// Beside an installed binary (BIN/../share/chant), else in the tree it was built from.
[[nodiscard]] std::filesystem::path default_fonts_dir();
[[nodiscard]] std::filesystem::path default_flags_dir();

}  // namespace chant::render
