// Chance as a port: ids and keys come from the operating system, simulations from a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace chant {

/// A source of random bytes.
class random_source {
 public:
  virtual ~random_source() = default;
  virtual void fill(std::span<std::byte> out) = 0;
};

/// The kernel's CSPRNG (getrandom). Safe from any thread. Ends the process if the kernel fails.
class system_random final : public random_source {
 public:
  void fill(std::span<std::byte> out) override;
};

/// Repeatable bytes (SplitMix64, Steele et al. 2014). Never for secrets; not thread-safe.
class seeded_random final : public random_source {
 public:
  explicit seeded_random(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> out) override;
  [[nodiscard]] std::uint64_t next();

 private:
  std::uint64_t state_;
};

}  // namespace chant
