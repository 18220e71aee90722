// The inner loops over pixels, once for every x86-64 and once for AVX2, with equal results.
#pragma once

#include <cstddef>
#include <cstdint>

namespace chant::render {

/// Rows of 8-bit samples. No function reads or writes outside the ranges it names.
struct kernels {
  /// out[i] = mean of the 4×4 block at rows + 4·i, for i < n.
  void (*quarter)(const std::uint8_t* rows, std::size_t stride, std::size_t n, std::uint8_t* out);

  /// out[i] = Σ weight[t] · in[i + t·step] over 7 (soft) or 13 (softer) taps, for i < n. With the
  /// stride as step it blurs downwards, with 1 across.
  void (*blur_soft)(const std::uint8_t* in, std::size_t step, std::size_t n, std::uint8_t* out);
  void (*blur_softer)(const std::uint8_t* in, std::size_t step, std::size_t n, std::uint8_t* out);

  /// light[i] = what the shadow leaves of the base, between two rows of shadow, `eighths` of the
  /// way from the first to the second, for i < n.
  void (*shade)(const std::uint8_t* first, const std::uint8_t* second, unsigned eighths,
                std::size_t n, std::uint8_t* light);

  /// weights[0 … 4n) = light[0 … n) drawn out fourfold; reads light[-1] and light[n].
  void (*stretch)(const std::uint8_t* light, std::size_t n, std::uint8_t* weights);

  /// weights[i] lessened by what the name covers.
  void (*cover)(const std::uint8_t* coverage, std::size_t n, std::uint8_t* weights);

  /// flags[i] |= whether any of weights[16i … 16i+16) is below 255, for i < n.
  void (*mark)(const std::uint8_t* weights, std::size_t n, std::uint8_t* flags);

  /// out[i] = base[i] · weights[i] / 255 + ink[i].
  void (*blend_luma)(const std::uint8_t* base, const std::uint8_t* weights, const std::uint8_t* ink,
                     std::size_t n, std::uint8_t* out);

  /// out[i] = mean of the 2×2 weights at 2i in two rows, for i < n.
  void (*halve)(const std::uint8_t* upper, const std::uint8_t* lower, std::size_t n,
                std::uint8_t* out);

  /// out[i] = base[i] drawn towards grey (128) where the weight is low.
  void (*blend_chroma)(const std::uint8_t* base, const std::uint8_t* weights, std::size_t n,
                       std::uint8_t* out);
};

[[nodiscard]] const kernels& portable_kernels();
/// Null when this processor has no AVX2.
[[nodiscard]] const kernels* avx2_kernels();
/// The faster of the two here.
[[nodiscard]] const kernels& best_kernels();

}  // namespace chant::render
