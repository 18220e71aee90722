// What the stores that keep plain files do with them, beyond base/files.
#pragma once

#include "base/files.hpp"
#include "base/sha256.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

namespace chant::store {

/// Moves bytes that lie in a pipe to the end of a file. False, with errno: not all went.
[[nodiscard]] bool move_all(int pipe, int to, std::size_t size);
/// What comes next in an open file, 256 KiB at most: valid until this thread reads the next piece.
/// Empty at the end; nothing, with errno, when it cannot be read.
[[nodiscard]] std::optional<std::string_view> read_piece(int from);
/// Of all that comes in an open file. Nothing, with errno, when it cannot be read.
[[nodiscard]] std::optional<sha256_digest> digest_of(int from);
/// 0 when there is no such file.
[[nodiscard]] std::uint64_t size_of(const std::filesystem::path& file);

}  // namespace chant::store
