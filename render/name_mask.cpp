#include "render/name_mask.hpp"

#include "render/planes.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <algorithm>
#include <cmath>
#include <cstring>

namespace chant::render {
namespace {

/// Rows of 8-bit coverage that FreeType adds spans to; its y points up.
struct canvas {
  std::uint8_t* bottom_row;
  std::ptrdiff_t stride;
};

void add_span(std::uint8_t* to, const FT_Span& span) {
  if (span.coverage == 255) {
    std::memset(to, 255, span.len);
    return;
  }
  for (unsigned i = 0; i < span.len; ++i)
    to[i] = static_cast<std::uint8_t>(std::min(255, to[i] + span.coverage));
}

void add_spans(int y, int count, const FT_Span* spans, void* user) {
  const auto& c = *static_cast<canvas*>(user);
  std::uint8_t* row = c.bottom_row - y * c.stride;
  for (int i = 0; i < count; ++i) add_span(row + spans[i].x, spans[i]);
}

FT_Pos to_26_6(double pixels) { return std::lrint(pixels * 64); }

/// The MCUs that hold the ink and its shadow, within the rows of the box.
void enclose(const typeset& set, const placement& at, const name_box& box, unsigned mcus_wide,
             name_mask& mask) {
  const double reach = box.shadow_reach();
  const double left = at.x + set.ink_x * at.scale - reach;
  const double top = at.y + set.ink_y * at.scale - reach;
  const double right = left + set.ink_width * at.scale + 2 * reach;
  const double bottom = top + set.ink_height * at.scale + 2 * reach;
  const auto begin = [](double v, unsigned least) {
    return std::max(least, static_cast<unsigned>(std::max(0.0, std::floor(v))) / mcu);
  };
  const auto end = [](double v, unsigned most) {
    return std::min(most, mcus_for(static_cast<unsigned>(std::max(0.0, std::ceil(v)))));
  };
  mask.first_mcu_column = begin(left, 0);
  mask.first_mcu_row = begin(top, box.first_mcu_row());
  mask.mcu_columns = end(right, mcus_wide) - mask.first_mcu_column;
  mask.mcu_rows = end(bottom, box.end_mcu_row()) - mask.first_mcu_row;
}

/// Coverage, light and chroma of colours drawn by cairo.
void take_colours(const colour_block& block, name_mask& mask) {
  const std::size_t w = mask.width();
  mask.luma.resize(mask.coverage.size());
  mask.blue.assign(mask.coverage.size() / 4, 0);
  mask.red.assign(mask.coverage.size() / 4, 0);
  for (std::size_t y = 0; y < mask.height(); y += 2)
    for (std::size_t x = 0; x < w; x += 2) {
      int blue = 0;
      int red = 0;
      for (const std::size_t at :
           {y * w + x, y * w + x + 1, (y + 1) * w + x, (y + 1) * w + x + 1}) {
        const int b = block.bgra[4 * at];
        const int g = block.bgra[4 * at + 1];
        const int r = block.bgra[4 * at + 2];
        mask.coverage[at] = block.bgra[4 * at + 3];
        mask.luma[at] = static_cast<std::uint8_t>((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
        blue += -11059 * r - 21709 * g + 32768 * b;
        red += 32768 * r - 27439 * g - 5329 * b;
      }
      const std::size_t to = y / 2 * (w / 2) + x / 2;
      mask.blue[to] = static_cast<std::int8_t>(std::clamp((blue + (1 << 17)) >> 18, -127, 127));
      mask.red[to] = static_cast<std::int8_t>(std::clamp((red + (1 << 17)) >> 18, -127, 127));
    }
}

}  // namespace

struct mask_painter::state {
  FT_Library library = nullptr;
  std::vector<FT_Vector> points;
  colour_block block;

  state() { FT_Init_FreeType(&library); }
  ~state() { FT_Done_FreeType(library); }

  void add_glyph(const placed_glyph& g, const placement& at, name_mask& mask);
  void draw_outlines(const typeset& set, const placement& at, name_mask& mask);
  void draw_colours(typesetter& type, const name_box& box, double pixels, unsigned mcus_wide,
                    name_mask& mask);
};

void mask_painter::state::add_glyph(const placed_glyph& g, const placement& at, name_mask& mask) {
  const outline& o = *g.shape;
  if (o.x.empty()) return;
  const double left = at.x + static_cast<double>(g.x) * at.scale - mask.first_mcu_column * mcu;
  const double base = static_cast<double>(mask.height()) + mask.first_mcu_row * mcu - at.y -
                      static_cast<double>(g.y) * at.scale;
  points.resize(o.x.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i] = {to_26_6(left + static_cast<double>(o.x[i]) * at.scale),
                 to_26_6(base + static_cast<double>(o.y[i]) * at.scale)};
  FT_Outline shape{};
  shape.n_contours = static_cast<short>(o.ends.size());
  shape.n_points = static_cast<short>(points.size());
  shape.points = points.data();
  shape.tags = const_cast<char*>(o.tags.data());       // FreeType only reads them
  shape.contours = const_cast<short*>(o.ends.data());  // likewise
  const auto stride = static_cast<std::ptrdiff_t>(mask.width());
  canvas onto{mask.coverage.data() + stride * static_cast<std::ptrdiff_t>(mask.height() - 1),
              stride};
  FT_Raster_Params how{};
  how.source = &shape;
  how.flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT | FT_RASTER_FLAG_CLIP;
  how.gray_spans = add_spans;
  how.user = &onto;
  how.clip_box = {0, 0, static_cast<FT_Pos>(mask.width()), static_cast<FT_Pos>(mask.height())};
  FT_Outline_Render(library, &shape, &how);
}

void mask_painter::state::draw_outlines(const typeset& set, const placement& at, name_mask& mask) {
  mask.luma.clear();
  mask.blue.clear();
  mask.red.clear();
  for (const auto& g : set.glyphs) add_glyph(g, at, mask);
}

void mask_painter::state::draw_colours(typesetter& type, const name_box& box, double pixels,
                                       unsigned mcus_wide, name_mask& mask) {
  // Whole sizes only: every size is a font of its own to Pango, and stays in its cache.
  auto whole = static_cast<unsigned>(std::max(1.0, std::floor(pixels)));
  auto set = type.at_size(whole);
  if (set.ink_width > box.width) {
    whole = std::max(1U, static_cast<unsigned>(whole * box.width / set.ink_width));
    set = type.at_size(whole);
  }
  const auto at = place(set, box, 1);
  enclose(set, at, box, mcus_wide, mask);
  mask.coverage.assign(mask.width() * mask.height(), 0);
  block.width = static_cast<unsigned>(mask.width());
  block.height = static_cast<unsigned>(mask.height());
  block.bgra.assign(4 * mask.coverage.size(), 0);
  type.paint(at.x - mask.first_mcu_column * mcu, at.y - mask.first_mcu_row * mcu, block);
  take_colours(block, mask);
}

mask_painter::mask_painter() : state_(std::make_unique<state>()) {}
mask_painter::~mask_painter() = default;

void mask_painter::draw(typesetter& type, bool has_colour, const name_box& box, unsigned mcus_wide,
                        name_mask& mask) {
  double scale = 1;
  const auto set = fit(type, box, scale);
  mask.lines = set.lines;
  mask.shortened = set.shortened;
  if (has_colour) {
    state_->draw_colours(type, box, set.pixels * scale, mcus_wide, mask);
    return;
  }
  const auto at = place(set, box, scale);
  enclose(set, at, box, mcus_wide, mask);
  mask.coverage.assign(mask.width() * mask.height(), 0);
  state_->draw_outlines(set, at, mask);
}

}  // namespace chant::render
