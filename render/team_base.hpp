// One team's pictures without a name: what is blended into, and what is spliced into.
#pragma once

#include "base/result.hpp"
#include "campaign/layout.hpp"
#include "render/coded_picture.hpp"
#include "render/huffman.hpp"
#include "render/name_box.hpp"
#include "render/planes.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace chant::render {

/// What is really drawn: X's card is Facebook's, 16 rows shorter above and 14 below, so that one
/// set of segments serves both.
enum class canvas : std::uint8_t { cover, social };
inline constexpr std::array all_canvases{canvas::cover, canvas::social};

constexpr std::size_t index_of(canvas c) { return static_cast<std::size_t>(c); }
constexpr std::size_t index_of(campaign::layout l) { return static_cast<std::size_t>(l); }

constexpr canvas canvas_of(campaign::layout l) {
  return l == campaign::layout::cover ? canvas::cover : canvas::social;
}
constexpr campaign::layout_size size_of(canvas c) {
  return campaign::size_of(c == canvas::cover ? campaign::layout::cover
                                              : campaign::layout::facebook);
}
constexpr std::string_view name_of(canvas c) { return c == canvas::cover ? "cover" : "social"; }

/// MCU rows of the canvas that stand above the layout's first.
constexpr unsigned rows_cropped(campaign::layout l) {
  return l == campaign::layout::twitter ? 1 : 0;
}

/// MCUs between restart markers. Half a row for the cover, a fifteenth for the cards: measured as
/// the best trade between what is encoded for nothing and what markers cost.
constexpr unsigned interval_of(canvas c) { return c == canvas::cover ? 47 : 5; }
constexpr unsigned intervals_per_row(canvas c) {
  return mcus_for(size_of(c).width) / interval_of(c);
}

/// Immutable once built.
struct team_base {
  struct drawing {
    planes band;  ///< only the rows a name may change
    huffman_tables tables;
  };
  std::uint64_t inputs = 0;  ///< what it was built from
  std::uint64_t key = 0;     ///< what it came out as: strips carry it
  std::array<drawing, 2> drawings;
  std::array<coded_picture, 3> pictures;

  [[nodiscard]] const drawing& operator[](canvas c) const { return drawings[index_of(c)]; }
  [[nodiscard]] const coded_picture& operator[](campaign::layout l) const {
    return pictures[index_of(l)];
  }
};

/// The canvases of one team as painted, still whole.
using painted_team = std::array<planes, 2>;

/// Codes what was painted: tables trained on the picture itself, three JPEGs, and the bands.
[[nodiscard]] team_base code_team(const painted_team& painted, const std::array<name_box, 2>& boxes,
                                  int quality, std::uint64_t inputs);

/// As kept on disk between starts (render/FORMAT.md).
[[nodiscard]] std::string to_bytes(const team_base& base);
/// errc::corrupt when the bytes are not what to_bytes() made of these inputs.
[[nodiscard]] result<team_base> team_from_bytes(std::string_view bytes, std::uint64_t inputs);

}  // namespace chant::render
