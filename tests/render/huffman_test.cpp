#include "render/huffman.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace chant::render {
namespace {

std::set<int> symbols_of(const huffman_table& t) {
  const auto count = std::accumulate(t.lengths.begin(), t.lengths.end(), 0);
  return {t.symbols.begin(), t.symbols.begin() + count};
}

/// Sum of 2^-length: below 1 leaves the code of all ones free.
double kraft(const huffman_table& t) {
  double sum = 0;
  for (std::size_t l = 1; l <= 16; ++l) sum += t.lengths[l] * std::ldexp(1.0, -static_cast<int>(l));
  return sum;
}

huffman_table trained() {
  huffman_table t;
  t.lengths[1] = 1;
  t.lengths[2] = 1;
  t.lengths[3] = 1;
  t.symbols = {0x01, 0x00, 0x11};
  return t;
}

TEST(Huffman, CompletesToEverySymbolABaselineJpegMayNeed) {
  const auto dc = symbols_of(complete(trained(), coefficient::dc));
  EXPECT_EQ(dc.size(), 12U);
  const auto ac = symbols_of(complete(trained(), coefficient::ac));
  EXPECT_EQ(ac.size(), 162U);
  EXPECT_TRUE(ac.contains(0x00));
  EXPECT_TRUE(ac.contains(0xF0));
  EXPECT_TRUE(ac.contains(0xFA));
  EXPECT_FALSE(ac.contains(0x10));
  EXPECT_FALSE(ac.contains(0x0B));
}

TEST(Huffman, LeavesOnlyTheCodeOfAllOnesFree) {
  for (const auto kind : {coefficient::dc, coefficient::ac}) {
    const auto t = complete(trained(), kind);
    int length = 16;
    while (t.lengths[static_cast<std::size_t>(length)] == 0) --length;
    EXPECT_DOUBLE_EQ(kraft(t), 1.0 - std::ldexp(1.0, -length));
  }
}

TEST(Huffman, KeepsShortCodesForWhatTheTrainingSaw) {
  const auto t = complete(trained(), coefficient::ac);
  const std::size_t shortest = static_cast<std::size_t>(
      std::ranges::find_if(t.lengths, [](int n) { return n > 0; }) - t.lengths.begin());
  EXPECT_EQ(shortest, 1U);
  EXPECT_EQ(t.symbols[0], 0x01);
}

}  // namespace
}  // namespace chant::render
