#include "render/kernels.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace chant::render {
namespace {

using row = std::vector<std::uint8_t>;

row random_row(std::size_t n) {
  return *rc::gen::container<row>(n, rc::gen::arbitrary<std::uint8_t>());
}

/// Both sets write into guarded rows: equal results, and nothing behind the range.
template <class Run>
void expect_equal(std::size_t size, Run run) {
  constexpr std::size_t guard = 64;
  row portable(size + guard, 0xAA);
  row fast(size + guard, 0xAA);
  run(portable_kernels(), portable.data());
  run(*avx2_kernels(), fast.data());
  RC_ASSERT(portable == fast);
  RC_ASSERT(row(portable.end() - guard, portable.end()) == row(guard, 0xAA));
}

class Kernels : public testing::Test {
 protected:
  void SetUp() override {
    if (!avx2_kernels()) GTEST_SKIP() << "this processor has no AVX2";
  }
};

RC_GTEST_FIXTURE_PROP(Kernels, ShadowIsTheSameWithAndWithoutAvx2, ()) {
  const std::size_t n = 4 * *rc::gen::inRange<std::size_t>(1, 40);
  const auto pixels = random_row(4 * 4 * n);
  expect_equal(
      n, [&](const kernels& k, std::uint8_t* out) { k.quarter(pixels.data(), 4 * n, n, out); });
  const auto rows = random_row(13 * (n + 12));
  for (const std::size_t step : {std::size_t{1}, n + 12}) {
    expect_equal(
        n, [&](const kernels& k, std::uint8_t* out) { k.blur_soft(rows.data(), step, n, out); });
    expect_equal(
        n, [&](const kernels& k, std::uint8_t* out) { k.blur_softer(rows.data(), step, n, out); });
  }
  const auto first = random_row(n);
  const auto second = random_row(n);
  for (const unsigned eighths : {1U, 3U, 5U, 7U})
    expect_equal(n, [&](const kernels& k, std::uint8_t* out) {
      k.shade(first.data(), second.data(), eighths, n, out);
    });
  const auto light = random_row(n + 2);
  expect_equal(4 * n, [&](const kernels& k, std::uint8_t* out) { k.stretch(&light[1], n, out); });
}

RC_GTEST_FIXTURE_PROP(Kernels, BlendIsTheSameWithAndWithoutAvx2, ()) {
  const std::size_t n = 16 * *rc::gen::inRange<std::size_t>(1, 20);
  const auto base = random_row(n);
  const auto weights = random_row(n);
  auto ink = random_row(n);
  for (std::size_t i = 0; i < n; ++i) ink[i] = std::min<std::uint8_t>(ink[i], 255 - weights[i]);
  expect_equal(n, [&](const kernels& k, std::uint8_t* out) {
    k.blend_luma(base.data(), weights.data(), ink.data(), n, out);
  });
  expect_equal(n, [&](const kernels& k, std::uint8_t* out) {
    k.blend_chroma(base.data(), weights.data(), n, out);
  });
  expect_equal(n / 2, [&](const kernels& k, std::uint8_t* out) {
    k.halve(base.data(), weights.data(), n / 2, out);
  });
  expect_equal(n, [&](const kernels& k, std::uint8_t* out) {
    std::ranges::copy(weights, out);
    k.cover(ink.data(), n, out);
  });
  expect_equal(n / 16, [&](const kernels& k, std::uint8_t* out) {
    std::fill_n(out, n / 16, std::uint8_t{0});
    k.mark(weights.data(), n / 16, out);
  });
}

TEST(KernelArithmetic, FullWeightLeavesTheBaseAndFullInkHidesIt) {
  for (const auto* k : {&portable_kernels(), &best_kernels()}) {
    row base(256);
    for (std::size_t i = 0; i < base.size(); ++i) base[i] = static_cast<std::uint8_t>(i);
    row out(256);
    k->blend_luma(base.data(), row(256, 255).data(), row(256, 0).data(), 256, out.data());
    EXPECT_EQ(out, base);
    k->blend_chroma(base.data(), row(256, 255).data(), 256, out.data());
    EXPECT_EQ(out, base);
    k->blend_luma(base.data(), row(256, 0).data(), row(256, 255).data(), 256, out.data());
    EXPECT_EQ(out, row(256, 255));
    k->blend_chroma(base.data(), row(256, 0).data(), 256, out.data());
    EXPECT_EQ(out, row(256, 128));
  }
}

TEST(KernelArithmetic, AFlatShadowStaysFlat) {
  const row flat(40, 200);
  row out(16);
  portable_kernels().blur_softer(flat.data(), 1, 16, out.data());
  EXPECT_EQ(out, row(16, 200));
  portable_kernels().blur_soft(flat.data(), 1, 16, out.data());
  EXPECT_EQ(out, row(16, 200));
}

}  // namespace
}  // namespace chant::render
