// Writing files so that a crash leaves the old or the new, never half of one.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace chant::config {

/// Puts a whole file in place of what stands there, if anything. errc::io, "disk_full" where that
/// is why, else "file_unwritable".
[[nodiscard]] result<void> write_durably(const std::filesystem::path& file, std::string_view bytes);

/// Makes what was created, renamed or removed in a directory last.
[[nodiscard]] result<void> sync_directory(const std::filesystem::path& dir);

struct tree_limits {
  std::size_t files = 20'000;
  std::uint64_t bytes = 1ULL << 30U;
};

/// Copies the regular files below `from` into the new directory `to` and syncs all of it; names
/// that begin with a dot and links are left out. errc::invalid_config "build_unreadable" or
/// "build_too_large"; errc::io as above.
[[nodiscard]] result<void> copy_tree(const std::filesystem::path& from,
                                     const std::filesystem::path& to, const tree_limits& most = {});

/// Digest of what copy_tree() would copy, names and bytes. errc::invalid_config
/// "build_unreadable".
[[nodiscard]] result<std::string> digest_of_tree(const std::filesystem::path& dir);

}  // namespace chant::config
