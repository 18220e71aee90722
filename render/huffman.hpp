// Huffman tables trained on one picture and completed, so that they can code every other one too.
#pragma once

#include <array>
#include <cstdint>

namespace chant::render {

/// As a JPEG carries it (ITU T.81 annex C): how many codes of each length, then their symbols.
struct huffman_table {
  std::array<std::uint8_t, 17> lengths{};  ///< [1..16]
  std::array<std::uint8_t, 256> symbols{};

  friend bool operator==(const huffman_table&, const huffman_table&) = default;
};

/// Luma and chroma, DC and AC.
struct huffman_tables {
  std::array<huffman_table, 2> dc;
  std::array<huffman_table, 2> ac;

  friend bool operator==(const huffman_tables&, const huffman_tables&) = default;
};

enum class coefficient : std::uint8_t { dc, ac };

/// A table close to `trained` in which every symbol a baseline JPEG may need has a code of at most
/// 16 bits: what a name adds to the picture can then be coded by the table of the picture.
[[nodiscard]] huffman_table complete(const huffman_table& trained, coefficient kind);
[[nodiscard]] huffman_tables complete(const huffman_tables& trained);

}  // namespace chant::render
