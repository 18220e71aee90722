#include "render/vips_pixels.hpp"

#include <vips/vips8>

#include <algorithm>
#include <cstdlib>
#include <mutex>

namespace chant::render {
namespace {

using vips::VImage;

std::mutex permit_mutex;
int permits = 0;

std::unexpected<error> unusable(std::string why) {
  std::ranges::replace(why, '\n', ' ');
  return std::unexpected(error{errc::invalid_config, "art_unusable", std::move(why), {}});
}

VImage load(std::string_view svg, double scale) {
  // vips owns a copy: the picture is drawn later, when its pixels are asked for.
  VipsBlob* blob = vips_blob_copy(svg.data(), svg.size());
  auto image = VImage::svgload_buffer(blob, VImage::option()->set("scale", scale));
  vips_area_unref(VIPS_AREA(blob));
  return image;
}

std::vector<std::uint8_t> pixels_of(const VImage& image) {
  std::size_t size = 0;
  auto* raw = static_cast<std::uint8_t*>(image.write_to_memory(&size));
  std::vector<std::uint8_t> pixels(raw, raw + size);
  g_free(raw);
  return pixels;
}

}  // namespace

svg_permit::svg_permit() {
  static const bool started = VIPS_INIT("chant") == 0;
  if (!started) std::abort();
  const std::lock_guard lock(permit_mutex);
  if (permits++ > 0) return;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_block_untrusted_set(FALSE);
}

svg_permit::~svg_permit() {
  const std::lock_guard lock(permit_mutex);
  if (--permits == 0) vips_block_untrusted_set(TRUE);
}

result<std::vector<std::uint8_t>> draw_svg(std::string_view svg, unsigned width, unsigned height) {
  try {
    const auto image = load(svg, 1);
    if (image.width() != static_cast<int>(width) || image.height() != static_cast<int>(height) ||
        image.bands() != 4)
      return unusable("a layer is not the size of its canvas");
    return pixels_of(image);
  } catch (const vips::VError& e) {
    return unusable(e.what());
  }
}

result<std::vector<std::uint8_t>> draw_svg_covering(std::string_view svg, unsigned width,
                                                    unsigned height) {
  try {
    const auto natural = load(svg, 1);
    const double scale = std::max(width / static_cast<double>(natural.width()),
                                  height / static_cast<double>(natural.height()));
    // A hair larger, so that rounding never leaves an edge uncovered.
    const auto large = load(svg, scale * 1.002).flatten();
    const int x = (large.width() - static_cast<int>(width)) / 2;
    const int y = (large.height() - static_cast<int>(height)) / 2;
    return pixels_of(large.crop(x, y, static_cast<int>(width), static_cast<int>(height)));
  } catch (const vips::VError& e) {
    return unusable(e.what());
  }
}

}  // namespace chant::render
