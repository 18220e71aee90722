// The name as coverage over a part of the picture: fitted into its box, drawn, not yet blended.
#pragma once

#include "render/name_box.hpp"
#include "render/typesetter.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace chant::render {

/// A rectangle of whole MCUs of the picture that holds the name and its shadow. Empty when there
/// is nothing to draw.
struct name_mask {
  unsigned first_mcu_column = 0;
  unsigned first_mcu_row = 0;
  unsigned mcu_columns = 0;
  unsigned mcu_rows = 0;
  std::vector<std::uint8_t> coverage;  ///< 0 clear, 255 the name; row by row
  /// Emoji only, else empty: light of the premultiplied colours (same shape as coverage), and how
  /// far they pull chroma from grey (half size each way).
  std::vector<std::uint8_t> luma;
  std::vector<std::int8_t> blue;
  std::vector<std::int8_t> red;
  unsigned lines = 0;
  bool shortened = false;

  [[nodiscard]] std::size_t width() const { return std::size_t{mcu_columns} * 16; }
  [[nodiscard]] std::size_t height() const { return std::size_t{mcu_rows} * 16; }
  /// What is added to the base's light.
  [[nodiscard]] const std::vector<std::uint8_t>& ink() const {
    return luma.empty() ? coverage : luma;
  }
};

/// Draws masks; one per OS thread, beside its typesetter.
class mask_painter {
 public:
  mask_painter();
  ~mask_painter();

  /// The name of the typesetter's last set(), for that box of a picture so many MCUs wide.
  /// `mask` is overwritten; passing the same one again saves allocations.
  void draw(typesetter& type, bool has_colour, const name_box& box, unsigned mcus_wide,
            name_mask& mask);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace chant::render
