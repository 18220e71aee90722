#include "render/name_blend.hpp"

#include <algorithm>
#include <cstring>

namespace chant::render {
namespace {

/// The shadow falls one quarter-size row below the letters.
constexpr std::size_t drop = 1;
constexpr std::size_t soft_reach = 3;    // half of 7 taps
constexpr std::size_t softer_reach = 6;  // half of 13

struct between {
  std::size_t first, second;
  unsigned eighths;
};

/// Which two rows of quarter-size samples a row of pixels lies between. Centres of the samples are
/// at pixels 1.5, 5.5, …
between rows_around(std::size_t y, std::size_t rows) {
  constexpr std::array<unsigned, 4> eighths{5, 7, 1, 3};
  const std::size_t row = y / 4;
  const std::size_t phase = y % 4;
  if (phase < 2) return {row == 0 ? 0 : row - 1, row, eighths[phase]};
  return {row, std::min(row + 1, rows - 1), eighths[phase]};
}

/// out[i] + pull[i], kept within 8 bits: emoji only.
void add_colour(const std::int8_t* pull, std::size_t n, std::uint8_t* out) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<std::uint8_t>(std::clamp(out[i] + pull[i], 0, 255));
}

}  // namespace

void name_blend::prepare(const name_mask& mask, bool large_shadow) {
  mask_ = &mask;
  cast_shadow(large_shadow);
  weigh();
}

void name_blend::cast_shadow(bool large) {
  const std::size_t reach = large ? softer_reach : soft_reach;
  const auto blur = large ? kernels_.blur_softer : kernels_.blur_soft;
  const std::size_t wide = mask_->width() / 4;
  const std::size_t high = mask_->height() / 4;
  const std::size_t stride = wide + 2 * reach;
  quarter_.assign(stride * (high + 2 * reach + drop), 0);
  for (std::size_t y = 0; y < high; ++y)
    kernels_.quarter(&mask_->coverage[4 * y * mask_->width()], mask_->width(), wide,
                     &quarter_[(y + reach + drop) * stride + reach]);
  downwards_.resize(stride);
  shadow_.resize(wide * high);
  for (std::size_t y = 0; y < high; ++y) {
    blur(&quarter_[y * stride], stride, stride, downwards_.data());
    blur(downwards_.data(), 1, wide, &shadow_[y * wide]);
  }
}

void name_blend::weigh() {
  const std::size_t wide = mask_->width();
  const std::size_t quarters = wide / 4;
  weights_.resize(wide * mask_->height());
  touched_.assign(std::size_t{mask_->mcu_columns} * mask_->mcu_rows, 0);
  light_.resize(quarters + 2);
  for (std::size_t y = 0; y < mask_->height(); ++y) {
    const auto at = rows_around(y, mask_->height() / 4);
    kernels_.shade(&shadow_[at.first * quarters], &shadow_[at.second * quarters], at.eighths,
                   quarters, &light_[1]);
    light_.front() = light_[1];
    light_.back() = light_[quarters];
    std::uint8_t* row = &weights_[y * wide];
    kernels_.stretch(&light_[1], quarters, row);
    kernels_.cover(&mask_->coverage[y * wide], wide, row);
    kernels_.mark(row, mask_->mcu_columns, &touched_[y / mcu * mask_->mcu_columns]);
  }
}

bool name_blend::touches(unsigned mcu_column, unsigned mcu_row) const {
  const unsigned column = mcu_column - mask_->first_mcu_column;  // wraps round when left of it
  const unsigned row = mcu_row - mask_->first_mcu_row;
  return column < mask_->mcu_columns && row < mask_->mcu_rows &&
         touched_[std::size_t{row} * mask_->mcu_columns + column] != 0;
}

void name_blend::blend(const planes& base, unsigned mcu_row, unsigned first, unsigned end,
                       blended_row& out) {
  out.y.resize(base.luma_stride() * mcu);
  out.cb.resize(base.chroma_stride() * mcu / 2);
  out.cr.resize(base.chroma_stride() * mcu / 2);
  const auto copy = [&](unsigned from, unsigned to) {
    if (from >= to) return;
    const auto rows = [&](const std::vector<std::uint8_t>& source, std::size_t at,
                          std::size_t stride, std::size_t unit, std::vector<std::uint8_t>& target) {
      for (std::size_t y = 0; y < unit; ++y)
        std::memcpy(&target[y * stride + from * unit], &source[at + y * stride + from * unit],
                    (to - from) * unit);
    };
    rows(base.y, base.luma_at(mcu_row), base.luma_stride(), mcu, out.y);
    rows(base.cb, base.chroma_at(mcu_row), base.chroma_stride(), mcu / 2, out.cb);
    rows(base.cr, base.chroma_at(mcu_row), base.chroma_stride(), mcu / 2, out.cr);
  };
  const bool beside =
      mcu_row < mask_->first_mcu_row || mcu_row >= mask_->first_mcu_row + mask_->mcu_rows;
  const unsigned left = beside ? end : std::clamp(mask_->first_mcu_column, first, end);
  const unsigned right =
      beside ? end : std::clamp(mask_->first_mcu_column + mask_->mcu_columns, first, end);
  copy(first, left);
  copy(right, end);
  if (left == right) return;
  blend_luma(base, mcu_row, left, right, out);
  blend_chroma(base, mcu_row, left, right, out);
}

void name_blend::blend_luma(const planes& base, unsigned mcu_row, unsigned first, unsigned end,
                            blended_row& out) const {
  const std::size_t stride = base.luma_stride();
  const std::size_t x = std::size_t{first} * mcu;
  const std::size_t n = std::size_t{end - first} * mcu;
  for (std::size_t y = 0; y < mcu; ++y) {
    const std::size_t at =
        (std::size_t{mcu_row - mask_->first_mcu_row} * mcu + y) * mask_->width() + x -
        std::size_t{mask_->first_mcu_column} * mcu;
    kernels_.blend_luma(&base.y[base.luma_at(mcu_row) + y * stride + x], &weights_[at],
                        &mask_->ink()[at], n, &out.y[y * stride + x]);
  }
}

void name_blend::blend_chroma(const planes& base, unsigned mcu_row, unsigned first, unsigned end,
                              blended_row& out) {
  const std::size_t stride = base.chroma_stride();
  const std::size_t wide = mask_->width();
  const std::size_t x = std::size_t{first} * mcu / 2;
  const std::size_t n = std::size_t{end - first} * mcu / 2;
  const std::size_t left = x - std::size_t{mask_->first_mcu_column} * mcu / 2;
  halved_.resize(n);
  for (std::size_t y = 0; y < mcu / 2; ++y) {
    const std::size_t row = std::size_t{mcu_row - mask_->first_mcu_row} * (mcu / 2) + y;
    kernels_.halve(&weights_[2 * row * wide + 2 * left], &weights_[(2 * row + 1) * wide + 2 * left],
                   n, halved_.data());
    const std::size_t from = base.chroma_at(mcu_row) + y * stride + x;
    const std::size_t to = y * stride + x;
    kernels_.blend_chroma(&base.cb[from], halved_.data(), n, &out.cb[to]);
    kernels_.blend_chroma(&base.cr[from], halved_.data(), n, &out.cr[to]);
    if (mask_->blue.empty()) continue;
    add_colour(&mask_->blue[row * (wide / 2) + left], n, &out.cb[to]);
    add_colour(&mask_->red[row * (wide / 2) + left], n, &out.cr[to]);
  }
}

}  // namespace chant::render
