// The private fonts: names are drawn by the files of fonts/manifest.txt, whatever the machine has.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace chant::render {

/// Makes the fonts of `directory` (fonts.conf, manifest.txt) the only ones of this process, for
/// Pango and librsvg alike. Call it before any text is set; a call for
/// another directory replaces the set for renderers made afterwards, one for the same changes
/// nothing. Sets PANGO_LANGUAGE in the environment, so other threads should not
/// be reading that yet. Answers with a fingerprint of every file: other fonts, other bytes.
///
/// errc::invalid_config, code font_missing: a file is not there, its package is named.
/// errc::invalid_config, code font_shadowed: a family does not resolve to its file.
/// A file whose SHA-256 differs from the manifest (a point update) is used, with a warning in the
/// log: the pictures may differ from the golden ones, and the fingerprint does.
[[nodiscard]] result<std::string> install_fonts(const std::filesystem::path& directory);

}  // namespace chant::render
