// libvips behind two functions: SVG in, pixels out.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chant::render {

/// Starts libvips once, single-threaded per picture. Its SVG loader counts as unsafe for foreign
/// input: while one of these lives it may be used, afterwards libvips refuses it again.
class svg_permit {
 public:
  svg_permit();
  ~svg_permit();
  svg_permit(const svg_permit&) = delete;
  svg_permit& operator=(const svg_permit&) = delete;
};

/// Red, green, blue, straight alpha. Only for files we ship. errc::invalid_config, art_unusable,
/// also when the drawing is not exactly that large.
[[nodiscard]] result<std::vector<std::uint8_t>> draw_svg(std::string_view svg, unsigned width,
                                                         unsigned height);

/// Red, green, blue: scaled until it covers the size, the rest cut off evenly.
[[nodiscard]] result<std::vector<std::uint8_t>> draw_svg_covering(std::string_view svg,
                                                                  unsigned width, unsigned height);

}  // namespace chant::render
