// A random number between 0 and 1, for pauses that are to differ.
#pragma once

#include "base/random.hpp"

#include <array>
#include <bit>

namespace chant {

/// Evenly spread over [0, 1).
[[nodiscard]] inline double fraction(random_source& from) {
  std::array<std::byte, 8> bytes;
  from.fill(bytes);
  constexpr double scale = 1.0 / 9007199254740992.0;  // 2^-53: as many bits as a double has
  return static_cast<double>(std::bit_cast<std::uint64_t>(bytes) >> 11U) * scale;
}

}  // namespace chant
