// Baseline JPEG from planes, with restart markers so that parts can be replaced later.
#pragma once

#include "render/huffman.hpp"
#include "render/planes.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace chant::render {

/// libjpeg, set up once and used again: 4:2:0, no thumbnails or metadata. One thread at a time.
class jpeg_encoder {
 public:
  explicit jpeg_encoder(int quality);  ///< 1–100, libjpeg's scale
  ~jpeg_encoder();

  struct frame {
    unsigned width;      ///< pixels
    unsigned height;     ///< pixels
    unsigned interval;   ///< MCUs between restart markers, 0 for none
    bool tables = true;  ///< write quantisation and Huffman tables
  };

  /// Starts a picture coded by these tables. Then write() once per MCU row, then finish().
  void begin(const frame& f, const huffman_tables& tables);
  /// The next MCU row: 16 rows of luma, 8 of each chroma, at least as wide as the frame's MCUs.
  void write(const std::uint8_t* y, std::size_t luma_stride, const std::uint8_t* cb,
             const std::uint8_t* cr, std::size_t chroma_stride);
  /// The file; valid until the next begin().
  [[nodiscard]] std::string_view finish();

  /// A whole picture at once, its first row the first of `from`.
  [[nodiscard]] std::string_view encode(const frame& f, const planes& from,
                                        const huffman_tables& tables);
  /// The best tables for this picture.
  [[nodiscard]] huffman_tables train(const frame& f, const planes& from);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace chant::render
