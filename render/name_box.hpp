// Where a picture has room for the name, and how the name fits into it.
#pragma once

#include "base/result.hpp"
#include "render/typesetter.hpp"

#include <string_view>

namespace chant::render {

/// Pixels of the picture.
struct name_box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  double size = 0;  ///< pixels per em of a short name; longer ones become smaller

  /// How far the shadow reaches beyond the letters.
  [[nodiscard]] unsigned shadow_reach() const { return is_large() ? 40 : 24; }
  /// Whether the softer of the two shadows goes with this size.
  [[nodiscard]] bool is_large() const { return size >= 180; }
  /// The rows of MCUs that a name may change: the box, and the shadow's reach round it.
  [[nodiscard]] unsigned first_mcu_row() const;
  [[nodiscard]] unsigned end_mcu_row() const;
};

/// Reads the element with id="name" of a picture's SVG: its x, y, width, height and data-size.
/// errc::invalid_config, code art_without_name_box.
[[nodiscard]] result<name_box> find_name_box(std::string_view svg);

/// Where a typeset's origin goes, and by how much it is drawn larger than it was set.
struct placement {
  double scale = 1;
  double x = 0;
  double y = 0;
};

/// Sets the name of type's last set() on one line if it stays large enough, else on two.
[[nodiscard]] typeset fit(typesetter& type, const name_box& box, double& scale);

/// The last line's baseline stands where it stands for every name, unless a name reaches so far
/// below it or above it that it would leave the box.
[[nodiscard]] placement place(const typeset& set, const name_box& box, double scale);

}  // namespace chant::render
