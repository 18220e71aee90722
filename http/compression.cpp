#include "http/compression.hpp"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <zlib.h>

#include <cstdint>
#include <memory>

namespace chant::http {

namespace {

// Quality 11 costs 0.5 s a megabyte; what is larger than a script bundle gets by with a tenth.
constexpr std::size_t thorough_bytes = 512 * 1024;
constexpr int gzip_window = 15 + 16;

const std::uint8_t* octets(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

/// What it unpacks to, as far as `size` bytes hold it; empty where it is none or is longer.
std::string unpack_brotli(std::string_view packed, std::size_t size) {
  std::string plain(size, '\0');
  const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> decoder(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  std::size_t left = packed.size();
  std::size_t room = plain.size();
  const std::uint8_t* from = octets(packed);
  auto* to = reinterpret_cast<std::uint8_t*>(plain.data());
  const bool whole = BrotliDecoderDecompressStream(decoder.get(), &left, &from, &room, &to,
                                                   nullptr) == BROTLI_DECODER_RESULT_SUCCESS;
  plain.resize(whole && left == 0 ? plain.size() - room : 0);
  return plain;
}

std::string unpack_gzip(std::string_view packed, std::size_t size) {
  std::string plain(size, '\0');
  z_stream z{};
  inflateInit2(&z, gzip_window);
  z.next_in = const_cast<Bytef*>(octets(packed));
  z.avail_in = static_cast<uInt>(packed.size());
  z.next_out = reinterpret_cast<Bytef*>(plain.data());
  z.avail_out = static_cast<uInt>(plain.size());
  const bool whole = inflate(&z, Z_FINISH) == Z_STREAM_END && z.avail_in == 0;
  plain.resize(whole ? z.total_out : 0);
  inflateEnd(&z);
  return plain;
}

}  // namespace

std::string brotli(std::string_view plain) {
  std::size_t size = BrotliEncoderMaxCompressedSize(plain.size());
  std::string packed(size, '\0');
  const int quality = plain.size() <= thorough_bytes ? BROTLI_MAX_QUALITY : 7;
  BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, plain.size(),
                        octets(plain), &size, reinterpret_cast<std::uint8_t*>(packed.data()));
  packed.resize(size);
  return packed;
}

std::string gzip(std::string_view plain) {
  constexpr int most_memory = 9;
  z_stream z{};
  deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, most_memory, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&z, static_cast<uLong>(plain.size())), '\0');
  z.next_in = const_cast<Bytef*>(octets(plain));
  z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  deflate(&z, Z_FINISH);
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

bool unpacks_to(coding how, std::string_view packed, std::string_view plain) {
  if (packed.empty() || plain.empty()) return false;
  const auto unpacked = how == coding::brotli ? unpack_brotli(packed, plain.size())
                                              : unpack_gzip(packed, plain.size());
  return unpacked == plain;
}

}  // namespace chant::http
