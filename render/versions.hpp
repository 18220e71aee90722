// Which ways of drawing this binary has: its own, and its libraries'.
#pragma once

#include <string>

namespace chant::render {

/// "chant 1, vips 8.14.1, pango 1.50.12, …": different pictures only where this differs.
[[nodiscard]] std::string drawing_versions();

}  // namespace chant::render
