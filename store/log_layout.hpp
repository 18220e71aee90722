// Where the files of a log lie under its directory (store/FORMAT.md).
#pragma once

#include <cstdint>
#include <filesystem>

namespace chant::store {

struct log_layout {
  std::filesystem::path dir;

  [[nodiscard]] std::filesystem::path database() const { return dir / "db"; }
  [[nodiscard]] std::filesystem::path witness() const { return dir / "HEAD"; }
  [[nodiscard]] std::filesystem::path ballast() const { return dir / "ballast"; }
  [[nodiscard]] std::filesystem::path readers() const { return dir / "readers"; }

  /// Of the database's files as they are now; one that vanishes meanwhile does not count.
  [[nodiscard]] std::uint64_t database_bytes() const {
    std::uint64_t total = 0;
    std::error_code gone;
    for (const auto& file : std::filesystem::directory_iterator(database(), gone)) {
      const auto size = file.file_size(gone);
      if (!gone) total += size;
    }
    return total;
  }
};

}  // namespace chant::store
