// Files written so that they are there after a crash, for the stores that keep plain files.
#pragma once

#include "base/sha256.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

namespace chant::store {

/// A file descriptor that closes itself.
class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int number) : number_(number) {}
  ~descriptor();
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// False, with errno: not all was written.
[[nodiscard]] bool write_all(int to, std::string_view bytes);
/// Moves bytes that lie in a pipe to the end of a file. False, with errno: not all went.
[[nodiscard]] bool move_all(int pipe, int to, std::size_t size);
/// Makes the directory's entries durable. False, with errno, when that failed.
[[nodiscard]] bool sync_dir(const std::filesystem::path& dir);
/// What comes next in an open file, 256 KiB at most: valid until this thread reads the next piece.
/// Empty at the end; nothing, with errno, when it cannot be read.
[[nodiscard]] std::optional<std::string_view> read_piece(int from);
/// Of all that comes in an open file. Nothing, with errno, when it cannot be read.
[[nodiscard]] std::optional<sha256_digest> digest_of(int from);
/// 0 when there is no such file.
[[nodiscard]] std::uint64_t size_of(const std::filesystem::path& file);

}  // namespace chant::store
