// Text as it must stand in HTML, XML and SVG.
#pragma once

#include <string>
#include <string_view>

namespace chant {

/// Appends `text` with & < > " ' as character references: safe in element content and in attributes
/// quoted either way, never in a script or style.
void append_markup_text(std::string& out, std::string_view text);

[[nodiscard]] std::string markup_text(std::string_view text);

}  // namespace chant
