#include "render/huffman.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace chant::render {
namespace {

constexpr int longest_code = 16;
/// T.81 forbids the code of all ones: a symbol of its own takes it and is left out of the table.
constexpr int all_ones = 256;

/// A symbol, or what a coin of package-merge holds: how often each symbol is in it.
struct package {
  double weight;
  std::vector<int> symbols;
};

bool is_legal(int symbol, coefficient kind) {
  if (kind == coefficient::dc) return symbol <= 11;
  const int size = symbol & 15;
  return symbol == 0 || symbol == 0xF0 || (size >= 1 && size <= 10);
}

/// What the trained table says of frequencies, and a little for what it never saw.
std::vector<package> weigh(const huffman_table& trained, coefficient kind) {
  std::array<double, 256> weight{};
  std::size_t next = 0;
  for (int length = 1; length <= longest_code; ++length)
    for (int i = 0; i < trained.lengths[static_cast<std::size_t>(length)]; ++i)
      weight[trained.symbols[next++]] = static_cast<double>(1U << (20 - length));
  std::vector<package> coins{{.weight = 0.5, .symbols = {all_ones}}};
  for (int s = 0; s < 256; ++s)
    if (is_legal(s, kind))
      coins.push_back(
          {.weight = std::max(1.0, weight[static_cast<std::size_t>(s)]), .symbols = {s}});
  std::ranges::stable_sort(coins, {}, &package::weight);
  return coins;
}

std::vector<package> pairs_of(const std::vector<package>& row) {
  std::vector<package> pairs;
  for (std::size_t i = 0; i + 1 < row.size(); i += 2) {
    package both = row[i];
    both.weight += row[i + 1].weight;
    both.symbols.insert(both.symbols.end(), row[i + 1].symbols.begin(), row[i + 1].symbols.end());
    pairs.push_back(std::move(both));
  }
  return pairs;
}

/// Code lengths of the best code with none above 16 bits: package-merge (Larmore, Hirschberg 1990).
std::array<int, 257> code_lengths(const std::vector<package>& coins) {
  std::vector<package> row = coins;
  for (int length = 1; length < longest_code; ++length) {
    const auto pairs = pairs_of(row);
    std::vector<package> merged(coins.size() + pairs.size());
    std::ranges::merge(coins, pairs, merged.begin(), {}, &package::weight, &package::weight);
    row = std::move(merged);
  }
  std::array<int, 257> lengths{};
  for (std::size_t i = 0; i < 2 * coins.size() - 2; ++i)
    for (const int s : row[i].symbols) ++lengths[static_cast<std::size_t>(s)];
  return lengths;
}

}  // namespace

huffman_table complete(const huffman_table& trained, coefficient kind) {
  const auto lengths = code_lengths(weigh(trained, kind));
  huffman_table table;
  std::size_t next = 0;
  for (int length = 1; length <= longest_code; ++length)
    for (int s = 0; s < 256; ++s)
      if (lengths[static_cast<std::size_t>(s)] == length) {
        ++table.lengths[static_cast<std::size_t>(length)];
        table.symbols[next++] = static_cast<std::uint8_t>(s);
      }
  return table;
}

huffman_tables complete(const huffman_tables& trained) {
  huffman_tables all;
  for (std::size_t i = 0; i < 2; ++i) {
    all.dc[i] = complete(trained.dc[i], coefficient::dc);
    all.ac[i] = complete(trained.ac[i], coefficient::ac);
  }
  return all;
}

}  // namespace chant::render
