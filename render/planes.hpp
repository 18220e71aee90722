// Pixels as JPEG sees them: YCbCr, chroma at half size, whole 16×16 blocks (MCUs).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chant::render {

inline constexpr unsigned mcu = 16;

constexpr unsigned mcus_for(unsigned pixels) { return (pixels + mcu - 1) / mcu; }

/// Red, green, blue; no padding.
struct rgb_image {
  unsigned width = 0;
  unsigned height = 0;
  std::vector<std::uint8_t> samples;
};

/// A band of a picture: full width, `mcu_rows` rows of MCUs from `first_mcu_row` on.
struct planes {
  unsigned mcus_wide = 0;
  unsigned first_mcu_row = 0;
  unsigned mcu_rows = 0;
  std::vector<std::uint8_t> y;
  std::vector<std::uint8_t> cb;
  std::vector<std::uint8_t> cr;

  planes() = default;
  planes(unsigned wide, unsigned first, unsigned rows)
      : mcus_wide(wide),
        first_mcu_row(first),
        mcu_rows(rows),
        y(std::size_t{wide} * rows * mcu * mcu),
        cb(y.size() / 4),
        cr(y.size() / 4) {}

  [[nodiscard]] std::size_t luma_stride() const { return std::size_t{mcus_wide} * mcu; }
  [[nodiscard]] std::size_t chroma_stride() const { return luma_stride() / 2; }
  /// Where an MCU row of the picture (not of the band) begins.
  [[nodiscard]] std::size_t luma_at(unsigned mcu_row) const {
    return luma_stride() * mcu * (mcu_row - first_mcu_row);
  }
  [[nodiscard]] std::size_t chroma_at(unsigned mcu_row) const { return luma_at(mcu_row) / 4; }
};

/// The whole picture, its last column and row repeated to fill the MCUs. Same integers as
/// libjpeg's own conversion (BT.601, 16-bit fixed point; 2×2 means with alternating rounding).
[[nodiscard]] planes to_planes(const rgb_image& image);

/// Only the given MCU rows of it.
[[nodiscard]] planes cut(const planes& whole, unsigned first_mcu_row, unsigned mcu_rows);

}  // namespace chant::render
