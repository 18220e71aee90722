// Whole files in and out, for art, fonts and built base pictures.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace chant::render {

/// errc::not_found when it is not there or cannot be read.
[[nodiscard]] result<std::string> read_file(const std::filesystem::path& path);

/// Replaces the file in one step, so that a reader never sees half of it. errc::io.
[[nodiscard]] result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace chant::render
