// The three pictures every artwork consists of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace chant::campaign {

enum class layout : std::uint8_t { cover, facebook, twitter };

struct layout_size {
  unsigned width;
  unsigned height;
};

inline constexpr std::array all_layouts{layout::cover, layout::facebook, layout::twitter};

/// Pixels. The cover is a record sleeve; the others are what the networks ask for.
constexpr layout_size size_of(layout l) {
  switch (l) {
    case layout::cover:
      return {1500, 1500};
    case layout::facebook:
      return {1200, 630};
    case layout::twitter:
      return {1200, 600};
  }
  return {};
}

constexpr std::string_view name_of(layout l) {
  switch (l) {
    case layout::cover:
      return "cover";
    case layout::facebook:
      return "facebook";
    case layout::twitter:
      return "twitter";
  }
  return {};
}

constexpr std::optional<layout> parse_layout(std::string_view name) {
  for (const auto l : all_layouts)
    if (name_of(l) == name) return l;
  return std::nullopt;
}

}  // namespace chant::campaign
