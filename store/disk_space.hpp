// The guard against a full disk: writing stops while there is still room to write in.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>

namespace chant::store {

struct disk_space_limits {
  /// Room for the memtables that may yet be flushed, compactions and the operator's own steps.
  std::uint64_t min_free_bytes = 2ULL << 30U;
  std::uint32_t min_free_percent = 10;
};

struct disk_space_reading {
  std::uint64_t free_bytes = 0;  ///< to an unprivileged process
  std::uint64_t total_bytes = 0;
};

/// Debian's RocksDB ends the process when its log meets a full disk, so a full disk must never be
/// met. Thread-safe; one system call of about a microsecond.
class disk_space {
 public:
  disk_space(std::filesystem::path dir, disk_space_limits limits);

  [[nodiscard]] result<disk_space_reading> read() const;
  /// errc::unavailable with code "disk_nearly_full", errc::io when the file system cannot be asked.
  [[nodiscard]] result<void> admit() const;

 private:
  std::filesystem::path dir_;
  disk_space_limits limits_;
};

/// Sees to a file of that size which an operator can delete to gain room at once. It is made only
/// where three times the room is free; a smaller one is left as it is. errc::io.
[[nodiscard]] result<void> keep_ballast(const std::filesystem::path& file, std::uint64_t bytes);

}  // namespace chant::store
