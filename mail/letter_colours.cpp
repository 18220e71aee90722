#include "mail/letter_colours.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace chant::mail {
namespace {

// Of the ink that is left in text that may wait, and in rules. On the demo's paper the text keeps a
// contrast of 5.4 to 1 (WCAG 2.2 asks for 4.5).
constexpr double soft_share = 0.62;
constexpr double line_share = 0.16;

using channels = std::array<unsigned, 3>;

channels channels_of(std::string_view colour) {
  channels of{};
  if (colour.size() != 7 || colour.front() != '#') return of;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const auto* first = colour.data() + 1 + 2 * i;
    if (std::from_chars(first, first + 2, of[i], 16).ptr != first + 2) return {};
  }
  return of;
}

}  // namespace

std::string blend(std::string_view under, std::string_view over, double share) {
  const auto from = channels_of(under);
  const auto to = channels_of(over);
  std::string mixed = "#";
  for (std::size_t i = 0; i < from.size(); ++i)
    mixed += fmt::format("{:02x}", std::lround(from[i] * (1 - share) + to[i] * share));
  return mixed;
}

letter_paint by_day(const letter_colours& of) {
  return {.ground = of.ink,
          .ink = of.ground,
          .soft = blend(of.ink, of.ground, soft_share),
          .line = blend(of.ink, of.ground, line_share)};
}

letter_paint by_night(const letter_colours& of) {
  return {.ground = of.ground, .ink = of.ink, .soft = of.soft, .line = of.line};
}

}  // namespace chant::mail
