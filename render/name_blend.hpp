// Lays a name and its shadow over the planes of a picture, one row of MCUs at a time.
#pragma once

#include "render/kernels.hpp"
#include "render/name_mask.hpp"
#include "render/planes.hpp"

#include <cstdint>
#include <vector>

namespace chant::render {

/// One MCU row of blended samples, as wide as the picture.
struct blended_row {
  std::vector<std::uint8_t> y;   ///< 16 rows
  std::vector<std::uint8_t> cb;  ///< 8 rows
  std::vector<std::uint8_t> cr;  ///< 8 rows
};

/// Buffers of one renderer. First prepare() a mask, then ask and blend.
class name_blend {
 public:
  explicit name_blend(const kernels& k) : kernels_(k) {}

  /// Casts the shadow, and finds for every pixel of the mask what is left of the base there.
  void prepare(const name_mask& mask, bool large_shadow);

  /// Whether any pixel of that MCU of the picture may change.
  [[nodiscard]] bool touches(unsigned mcu_column, unsigned mcu_row) const;

  /// MCU columns [first, end) of a row with the name on it; the rest of `out` is left as it is.
  void blend(const planes& base, unsigned mcu_row, unsigned first, unsigned end, blended_row& out);

 private:
  void cast_shadow(bool large);
  void weigh();
  void blend_luma(const planes& base, unsigned mcu_row, unsigned first, unsigned end,
                  blended_row& out) const;
  void blend_chroma(const planes& base, unsigned mcu_row, unsigned first, unsigned end,
                    blended_row& out);

  const kernels& kernels_;
  const name_mask* mask_ = nullptr;
  std::vector<std::uint8_t> quarter_;    // coverage at quarter size, with a clear border
  std::vector<std::uint8_t> downwards_;  // … blurred one way
  std::vector<std::uint8_t> shadow_;     // … and the other: one sample per 4×4 pixels of the mask
  std::vector<std::uint8_t> light_;      // one row of what the shadow leaves, bordered
  std::vector<std::uint8_t> weights_;    // 255: the base as it is
  std::vector<std::uint8_t> touched_;    // one flag per MCU of the mask
  std::vector<std::uint8_t> halved_;
};

}  // namespace chant::render
