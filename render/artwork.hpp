// What a fan orders and what is kept of it: the parts of three pictures that differ from the
// team's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace chant::render {

/// Everything an artwork depends on besides the base pictures.
struct artwork_order {
  std::string team;      ///< id of the catalogue
  std::string name;      ///< UTF-8, NFC, already found to keep the campaign's rules
  std::string language;  ///< BCP 47; chooses between the national shapes of Han characters
};

/// The entropy-coded segments of the three pictures that the name changes, self-describing
/// (render/FORMAT.md). About 20–60 kB; nothing personal but what can be seen in the pictures.
struct strips {
  std::string bytes;
};

struct rendered {
  strips kept;
  /// Code points that no font of the campaign can draw, each once, at most 16. When there is one
  /// the pictures go without the name.
  std::vector<std::uint32_t> undrawable;
  bool drawn = false;  ///< the name is on the pictures
};

/// Longest name a renderer takes, in bytes: 40 graphemes of long emoji sequences, rounded up.
/// Anything longer never came through the campaign's rules.
inline constexpr std::size_t name_limit_bytes = 2048;

}  // namespace chant::render
