// Numbers in the byte order of keys: the larger number is the larger string.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace chant::store {

template <std::unsigned_integral T>
void store_big_endian(char* to, T value) {
  for (std::size_t i = sizeof(T); i-- > 0;) {
    to[i] = static_cast<char>(value & 0xFFU);
    value = static_cast<T>(sizeof(T) == 1 ? 0 : value >> 8U);
  }
}

/// Precondition: sizeof(T) bytes at `from`.
template <std::unsigned_integral T>
[[nodiscard]] T load_big_endian(const char* from) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value = value << 8U | static_cast<unsigned char>(from[i]);
  return static_cast<T>(value);
}

}  // namespace chant::store
