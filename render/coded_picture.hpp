// A team's JPEG, with the place of every restart interval, ready to have some of them replaced.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chant::render {

/// Where the entropy-coded bytes of each restart interval lie in a JPEG.
struct interval_index {
  std::vector<std::uint32_t> starts;  ///< first byte of each, its marker left behind
  std::uint32_t end = 0;              ///< of the last one: where EOI begins

  [[nodiscard]] std::size_t size() const { return starts.size(); }
  /// One past the last byte of interval i, the marker after it left out.
  [[nodiscard]] std::uint32_t stop(std::size_t i) const {
    return i + 1 < starts.size() ? starts[i + 1] - 2 : end;
  }
};

/// Reads a file made by jpeg_encoder; errc::corrupt for anything else.
[[nodiscard]] result<interval_index> index_intervals(std::string_view jpeg);

struct coded_picture {
  std::string bytes;
  interval_index intervals;
};

/// The marker that stands after interval i.
[[nodiscard]] constexpr std::string_view restart_marker(std::size_t i) {
  constexpr std::string_view markers =
      "\xFF\xD0\xFF\xD1\xFF\xD2\xFF\xD3\xFF\xD4\xFF\xD5\xFF\xD6\xFF\xD7";
  return markers.substr(2 * (i % 8), 2);
}

}  // namespace chant::render
