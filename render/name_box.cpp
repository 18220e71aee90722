#include "render/name_box.hpp"

#include "render/planes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace chant::render {
namespace {

constexpr double design_pixels = 100;
/// A line whose letters would be smaller than this part of the full size is broken in two …
constexpr double smallest_line = 0.42;
/// … whose letters are at most this large.
constexpr double two_line_size = 0.46;
/// What the descenders of Latin letters take below the baseline, in ems; names without them
/// stand on the same line.
constexpr double descent = 0.16;

/// The number in attribute `key` of `element`; 0 when there is none.
double number(std::string_view element, const std::string& key) {
  const auto at = element.find(" " + key + "=\"");
  if (at == std::string_view::npos) return 0;
  return std::strtod(std::string(element.substr(at + key.size() + 3, 16)).c_str(), nullptr);
}

}  // namespace

unsigned name_box::first_mcu_row() const {
  return static_cast<unsigned>(std::max(0.0, y - shadow_reach())) / mcu;
}
unsigned name_box::end_mcu_row() const {
  return mcus_for(static_cast<unsigned>(std::ceil(y + height)) + shadow_reach());
}

result<name_box> find_name_box(std::string_view svg) {
  const auto id = svg.find(" id=\"name\"");
  const auto begin = svg.rfind('<', id);
  const auto end = svg.find('>', id);
  name_box box;
  if (id != std::string_view::npos && begin != std::string_view::npos &&
      end != std::string_view::npos) {
    const auto element = svg.substr(begin, end - begin);
    box = {.x = number(element, "x"),
           .y = number(element, "y"),
           .width = number(element, "width"),
           .height = number(element, "height"),
           .size = number(element, "data-size")};
  }
  if (box.width <= 0 || box.height <= 0 || box.size <= 0)
    return std::unexpected(error{errc::invalid_config,
                                 "art_without_name_box",
                                 "no element id=\"name\" with x, y, width, height, data-size",
                                 {}});
  return box;
}

typeset fit(typesetter& type, const name_box& box, double& scale) {
  const double full = box.size / design_pixels;
  auto set = type.one_line();
  scale = std::min({full, box.width / set.ink_width, box.height / set.ink_height});
  const bool small = scale < full * smallest_line;
  // A second line helps a wide name, not a tall one.
  if (!small || box.height / set.ink_height < full * smallest_line) return set;
  set = type.two_lines(box.width / (full * two_line_size));
  scale = std::min({full * two_line_size, box.width / set.ink_width, box.height / set.ink_height});
  return set;
}

placement place(const typeset& set, const name_box& box, double scale) {
  const double below = (set.ink_y + set.ink_height - set.baseline) * scale;
  placement p{.scale = scale, .x = box.x - set.ink_x * scale};
  p.y = box.y + box.height - std::max(descent * box.size, below) - set.baseline * scale;
  const double top = p.y + set.ink_y * scale;
  p.y += std::max(0.0, box.y - top);
  return p;
}

}  // namespace chant::render
