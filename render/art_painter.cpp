#include "render/art_painter.hpp"

#include "base/markup.hpp"
#include "base/sha256.hpp"
#include "render/files.hpp"
#include "render/vips_pixels.hpp"

#include <glib.h>

#include <algorithm>
#include <map>

namespace chant::render {
namespace {

std::unexpected<error> refuse(std::string code, std::string detail) {
  return std::unexpected(error{errc::invalid_config, std::move(code), std::move(detail), {}});
}

std::string in_capitals(std::string_view text) {
  char* upper = g_utf8_strup(text.data(), static_cast<gssize>(text.size()));
  std::string out(upper);
  g_free(upper);
  return out;
}

std::vector<std::filesystem::path> svgs_in(const std::filesystem::path& dir) {
  std::vector<std::filesystem::path> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(dir, none))
    if (entry.path().extension() == ".svg") found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

void lay_over(rgb_image& image, const std::vector<std::uint8_t>& layer) {
  const std::size_t pixels = image.samples.size() / 3;
  for (std::size_t i = 0; i < pixels; ++i) {
    const int alpha = layer[4 * i + 3];
    if (alpha == 0) continue;
    for (std::size_t band = 0; band < 3; ++band) {
      auto& below = image.samples[3 * i + band];
      const int mixed = layer[4 * i + band] * alpha + below * (255 - alpha);
      below = static_cast<std::uint8_t>((mixed + 127) / 255);
    }
  }
}

}  // namespace

result<art_painter> art_painter::open(const options& o) {
  art_painter painter;
  painter.options_ = o;
  for (const auto c : all_canvases)
    if (auto read = painter.read_layers(c); !read) return std::unexpected(read.error());
  return painter;
}

result<void> art_painter::read_layers(canvas c) {
  std::map<std::string, std::string> parts;
  for (const auto& path : svgs_in(options_.art_dir)) {
    auto svg = read_file(path);
    if (svg) parts.emplace(path.filename().string(), std::move(*svg));
  }
  const auto artist = markup_text(options_.artist);
  const auto song = markup_text(options_.song);
  campaign::text_values values{{"artist", artist}, {"song", song}};
  for (const auto& [name, svg] : parts) values.emplace(name, svg);

  const auto i = index_of(c);
  const auto dir = options_.art_dir / name_of(c);
  bool has_box = false;
  for (const auto& path : svgs_in(dir)) {
    const auto svg = read_file(path);
    if (!svg) return refuse("art_missing", path.string());
    layer l{.svg = campaign::fill(*svg, values), .drawn = {}};
    l.per_team = l.svg.contains("{team}");
    digest_ = sha256({digest_, l.svg}).hex();
    if (const auto box = find_name_box(l.svg)) {
      boxes_[i] = *box;
      has_box = true;
    }
    layers_[i].push_back(std::move(l));
  }
  if (layers_[i].empty()) return refuse("art_missing", dir.string() + " holds no SVG");
  if (!has_box || boxes_[i].first_mcu_row() < 1 ||
      boxes_[i].end_mcu_row() > size_of(c).height / mcu)
    return refuse("art_without_name_box",
                  dir.string() + ": one layer has an element id=\"name\", clear of the edges");
  return {};
}

result<std::array<std::string, 2>> art_painter::flags_of(const std::string& team) const {
  std::array<std::string, 2> flags;
  for (const auto c : all_canvases) {
    const auto path = options_.flags_dir / (c == canvas::cover ? "1x1" : "4x3") / (team + ".svg");
    auto svg = read_file(path);
    if (!svg) return refuse("flag_missing", path.string());
    flags[index_of(c)] = std::move(*svg);
  }
  return flags;
}

result<void> art_painter::prepare() {
  for (const auto c : all_canvases)
    for (auto& l : layers_[index_of(c)]) {
      if (l.per_team) continue;
      auto drawn = draw_svg(l.svg, size_of(c).width, size_of(c).height);
      if (!drawn) return std::unexpected(drawn.error());
      l.drawn = std::move(*drawn);
    }
  return {};
}

result<painted_team> art_painter::paint(const std::array<std::string, 2>& flags,
                                        std::string_view team_name) const {
  const auto name = markup_text(in_capitals(team_name));
  painted_team painted;
  for (const auto c : all_canvases) {
    const auto size = size_of(c);
    auto flag = draw_svg_covering(flags[index_of(c)], size.width, size.height);
    if (!flag) return std::unexpected(flag.error());
    rgb_image image{.width = size.width, .height = size.height, .samples = std::move(*flag)};
    for (const auto& l : layers_[index_of(c)]) {
      if (!l.per_team) {
        lay_over(image, l.drawn);
        continue;
      }
      const auto drawn = draw_svg(campaign::fill(l.svg, {{"team", name}}), size.width, size.height);
      if (!drawn) return std::unexpected(drawn.error());
      lay_over(image, *drawn);
    }
    painted[index_of(c)] = to_planes(image);
  }
  return painted;
}

}  // namespace chant::render
