#include "render/planes.hpp"

#include <algorithm>
#include <array>

namespace chant::render {
namespace {

constexpr int half = 1 << 15;
constexpr int grey = (128 << 16) + half - 1;

struct ycc {
  std::uint8_t y, cb, cr;
};

ycc convert(const std::uint8_t* rgb) {
  const int r = rgb[0];
  const int g = rgb[1];
  const int b = rgb[2];
  return {static_cast<std::uint8_t>((19595 * r + 38470 * g + 7471 * b + half) >> 16),
          static_cast<std::uint8_t>((-11059 * r - 21709 * g + 32768 * b + grey) >> 16),
          static_cast<std::uint8_t>((32768 * r - 27439 * g - 5329 * b + grey) >> 16)};
}

}  // namespace

planes to_planes(const rgb_image& image) {
  planes out(mcus_for(image.width), 0, mcus_for(image.height));
  const std::size_t wide = out.luma_stride();
  const std::size_t high = std::size_t{out.mcu_rows} * mcu;
  std::array<std::vector<int>, 2> sums{std::vector<int>(wide / 2), std::vector<int>(wide / 2)};
  for (std::size_t y = 0; y < high; ++y) {
    const std::size_t from = std::min<std::size_t>(y, image.height - 1) * image.width;
    if (y % 2 == 0)
      for (auto& s : sums) std::fill(s.begin(), s.end(), 0);
    for (std::size_t x = 0; x < wide; ++x) {
      const auto p =
          convert(&image.samples[3 * (from + std::min<std::size_t>(x, image.width - 1))]);
      out.y[y * wide + x] = p.y;
      sums[0][x / 2] += p.cb;
      sums[1][x / 2] += p.cr;
    }
    if (y % 2 == 0) continue;
    for (std::size_t x = 0; x < wide / 2; ++x) {
      const int bias = x % 2 == 0 ? 1 : 2;
      const std::size_t at = y / 2 * (wide / 2) + x;
      out.cb[at] = static_cast<std::uint8_t>((sums[0][x] + bias) >> 2);
      out.cr[at] = static_cast<std::uint8_t>((sums[1][x] + bias) >> 2);
    }
  }
  return out;
}

planes cut(const planes& whole, unsigned first_mcu_row, unsigned mcu_rows) {
  planes out(whole.mcus_wide, first_mcu_row, mcu_rows);
  const auto copy = [](const auto& from, std::size_t at, auto& to) {
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(at), to.size(), to.begin());
  };
  copy(whole.y, whole.luma_at(first_mcu_row), out.y);
  copy(whole.cb, whole.chroma_at(first_mcu_row), out.cb);
  copy(whole.cr, whole.chroma_at(first_mcu_row), out.cr);
  return out;
}

}  // namespace chant::render
