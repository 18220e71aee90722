#include "store/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace chant::store {

namespace {

/// For file systems that take no pipes.
bool copy_all(int pipe, int to, std::size_t size) {
  std::array<char, 64 * 1024> space;
  while (size > 0) {
    const auto count = ::read(pipe, space.data(), std::min(size, space.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || !write_all(to, {space.data(), static_cast<std::size_t>(count)})) return false;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

bool move_all(int pipe, int to, std::size_t size) {
  while (size > 0) {
    const auto count = ::splice(pipe, nullptr, to, nullptr, size, SPLICE_F_MOVE);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EINVAL) return copy_all(pipe, to, size);
    if (count <= 0) return false;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

std::optional<std::string_view> read_piece(int from) {
  constexpr std::size_t piece_bytes = 256 * 1024;
  thread_local std::vector<char> space(piece_bytes);
  while (true) {
    const auto count = ::read(from, space.data(), space.size());
    if (count >= 0) return std::string_view(space.data(), static_cast<std::size_t>(count));
    if (errno != EINTR) return std::nullopt;
  }
}

std::optional<sha256_digest> digest_of(int from) {
  sha256_stream digest;
  while (true) {
    const auto piece = read_piece(from);
    if (!piece) return std::nullopt;
    if (piece->empty()) return digest.finish();
    digest.add(*piece);
  }
}

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code missing;
  const auto bytes = std::filesystem::file_size(file, missing);
  return missing ? 0 : bytes;
}

}  // namespace chant::store
