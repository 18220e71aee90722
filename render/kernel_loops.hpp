// The loops behind kernels.hpp, compiled once per instruction set. Everything is static and nothing
// of the standard library is called: code made for AVX2 must not be picked for the portable build.
#pragma once

#include "render/kernels.hpp"

#include <cstddef>
#include <cstdint>

namespace chant::render::loops {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;

/// x / 255 to the nearest, for x ≤ 255·255; all in 16 bits, so that 16 samples fit one register.
static inline u16 div255(u16 x) {
  const u16 v = static_cast<u16>(x + 128);
  return static_cast<u16>(static_cast<u16>(v + (v >> 8)) >> 8);
}
static inline u16 product(u8 a, u8 b) { return static_cast<u16>(a * b); }

static inline void quarter(const u8* __restrict rows, std::size_t stride, std::size_t n,
                           u8* __restrict out) {
  for (std::size_t i = 0; i < n; ++i) {
    u32 sum = 0;
    for (std::size_t y = 0; y < 4; ++y)
      for (std::size_t x = 0; x < 4; ++x) sum += rows[y * stride + 4 * i + x];
    out[i] = static_cast<u8>(sum >> 4);
  }
}

// Three box filters of radius 1 or 2 one after the other, close to a Gaussian; the weights sum to
// 256, so that a sum of 8-bit samples stays within 16 bits.
static constexpr u16 soft_weights[] = {9, 28, 57, 68, 57, 28, 9};
static constexpr u16 softer_weights[] = {2, 6, 12, 20, 31, 37, 40, 37, 31, 20, 12, 6, 2};

template <std::size_t Taps>
static inline void fir(const u16 (&weights)[Taps], const u8* __restrict in, std::size_t step,
                       std::size_t n, u8* __restrict out) {
  for (std::size_t i = 0; i < n; ++i) {
    u16 sum = 128;
#pragma GCC unroll 13
    for (std::size_t t = 0; t < Taps; ++t)
      sum = static_cast<u16>(sum + static_cast<u16>(in[i + t * step] * weights[t]));
    out[i] = static_cast<u8>(sum >> 8);
  }
}
static inline void blur_soft(const u8* in, std::size_t step, std::size_t n, u8* out) {
  fir(soft_weights, in, step, n, out);
}
static inline void blur_softer(const u8* in, std::size_t step, std::size_t n, u8* out) {
  fir(softer_weights, in, step, n, out);
}

// The deepest shadow takes two thirds of the light.
static constexpr u16 shadow_depth = 170;

static inline void shade(const u8* __restrict first, const u8* __restrict second, unsigned eighths,
                         std::size_t n, u8* __restrict light) {
  const u16 b = static_cast<u16>(eighths);
  const u16 a = static_cast<u16>(8 - b);
  for (std::size_t i = 0; i < n; ++i) {
    const u16 shadow = static_cast<u16>(static_cast<u16>(first[i] * a + second[i] * b + 4) >> 3);
    light[i] = static_cast<u8>(255 - (static_cast<u16>(shadow * shadow_depth) >> 8));
  }
}

static inline void stretch(const u8* __restrict light, std::size_t n, u8* __restrict weights) {
  for (std::size_t i = 0; i < n; ++i) {
    const u32 before = light[static_cast<std::ptrdiff_t>(i) - 1];
    const u32 here = light[i];
    const u32 after = light[i + 1];
    weights[4 * i] = static_cast<u8>((3 * before + 5 * here + 4) >> 3);
    weights[4 * i + 1] = static_cast<u8>((before + 7 * here + 4) >> 3);
    weights[4 * i + 2] = static_cast<u8>((7 * here + after + 4) >> 3);
    weights[4 * i + 3] = static_cast<u8>((5 * here + 3 * after + 4) >> 3);
  }
}

static inline void cover(const u8* __restrict coverage, std::size_t n, u8* __restrict weights) {
  for (std::size_t i = 0; i < n; ++i)
    weights[i] = static_cast<u8>(div255(product(weights[i], static_cast<u8>(255 - coverage[i]))));
}

static inline void mark(const u8* __restrict weights, std::size_t n, u8* __restrict flags) {
  for (std::size_t i = 0; i < n; ++i) {
    u8 all = 255;
    for (std::size_t x = 0; x < 16; ++x) all = static_cast<u8>(all & weights[16 * i + x]);
    flags[i] = static_cast<u8>(flags[i] | (all != 255));
  }
}

static inline void blend_luma(const u8* __restrict base, const u8* __restrict weights,
                              const u8* __restrict ink, std::size_t n, u8* __restrict out) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<u8>(div255(product(base[i], weights[i])) + ink[i]);
}

static inline void halve(const u8* __restrict upper, const u8* __restrict lower, std::size_t n,
                         u8* __restrict out) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<u8>(
        static_cast<u16>(upper[2 * i] + upper[2 * i + 1] + lower[2 * i] + lower[2 * i + 1] + 2) >>
        2);
}

static inline void blend_chroma(const u8* __restrict base, const u8* __restrict weights,
                                std::size_t n, u8* __restrict out) {
  for (std::size_t i = 0; i < n; ++i) {
    const u16 grey = static_cast<u16>(static_cast<u16>(255 - weights[i]) << 7);
    out[i] = static_cast<u8>(div255(static_cast<u16>(product(base[i], weights[i]) + grey)));
  }
}

static constexpr kernels table{
    .quarter = quarter,
    .blur_soft = blur_soft,
    .blur_softer = blur_softer,
    .shade = shade,
    .stretch = stretch,
    .cover = cover,
    .mark = mark,
    .blend_luma = blend_luma,
    .halve = halve,
    .blend_chroma = blend_chroma,
};

}  // namespace chant::render::loops
