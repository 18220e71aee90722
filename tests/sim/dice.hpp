// The one source of chance of a simulated run.
#pragma once

#include "base/random.hpp"

#include <cstddef>
#include <cstdint>

namespace chant::sim {

class dice {
 public:
  explicit dice(std::uint64_t seed) : source_(seed) {}

  /// 0 to sides - 1.
  [[nodiscard]] std::size_t roll(std::size_t sides) {
    return static_cast<std::size_t>(source_.next() % sides);
  }
  [[nodiscard]] bool one_in(std::size_t n) { return roll(n) == 0; }

 private:
  seeded_random source_;
};

}  // namespace chant::sim
