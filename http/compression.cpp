#include "http/compression.hpp"

#include <brotli/encode.h>
#include <zlib.h>

#include <cstdint>

namespace chant::http {

namespace {

// Quality 11 costs 0.5 s a megabyte; what is larger than a script bundle gets by with a tenth.
constexpr std::size_t thorough_bytes = 512 * 1024;

}  // namespace

std::string brotli(std::string_view plain) {
  std::size_t size = BrotliEncoderMaxCompressedSize(plain.size());
  std::string packed(size, '\0');
  const int quality = plain.size() <= thorough_bytes ? BROTLI_MAX_QUALITY : 7;
  BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, plain.size(),
                        reinterpret_cast<const std::uint8_t*>(plain.data()), &size,
                        reinterpret_cast<std::uint8_t*>(packed.data()));
  packed.resize(size);
  return packed;
}

std::string gzip(std::string_view plain) {
  constexpr int gzip_window = 15 + 16;
  constexpr int most_memory = 9;
  z_stream z{};
  deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, most_memory, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&z, static_cast<uLong>(plain.size())), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  deflate(&z, Z_FINISH);
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

}  // namespace chant::http
