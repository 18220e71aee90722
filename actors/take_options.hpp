// The bounds of uploads.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace chant::actors {

struct take_options {
  std::uint64_t largest = 0;                  ///< bytes of a take
  std::chrono::seconds expire_after{86'400};  ///< an unfinished take is then given up
  std::size_t uploads = 512;                  ///< connections that send at the same time
  /// A connection that has been silent for longer may be taken over by the next.
  std::chrono::steady_clock::duration stall = std::chrono::seconds(2);
  /// Pieces with a checksum wait in memory until it is seen to be right: of all uploads, at most.
  std::size_t staged_bytes = 64U << 20U;
};

}  // namespace chant::actors
