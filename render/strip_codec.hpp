// The bytes of `strips`: which restart intervals a name changed, and what they are now.
#pragma once

#include "base/result.hpp"
#include "render/artwork.hpp"
#include "render/team_base.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace chant::render {

/// The changed intervals of one canvas, in order. `number` counts intervals of the whole canvas.
struct segment {
  std::uint32_t number = 0;
  std::string_view bytes;  ///< entropy-coded, without the marker after it
};
using segments = std::vector<segment>;

[[nodiscard]] strips pack(std::uint64_t key, const std::array<segments, 2>& changed);

/// Views into `s`. errc::corrupt, code strips_stale: made for other base pictures; code
/// strips_corrupt: not what pack() made.
[[nodiscard]] result<std::array<segments, 2>> unpack(const strips& s, std::uint64_t key);

}  // namespace chant::render
