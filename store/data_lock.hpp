// One node at a time serves a data directory.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <memory>

namespace chant::store {

/// Held as long as the object lives; the kernel frees it when the process dies.
class data_lock {
 public:
  /// Locks `dir` (file `lock` in it, made if absent). errc::conflict with code "data_dir_in_use",
  /// the detail naming the other's process id; errc::io.
  [[nodiscard]] static result<std::unique_ptr<data_lock>> take(const std::filesystem::path& dir);
  /// Whether some process holds the lock of `dir` now.
  [[nodiscard]] static bool is_held(const std::filesystem::path& dir);
  /// As take(), without taking it: for who has long work to do first. It may be held right after.
  [[nodiscard]] static result<void> expect_free(const std::filesystem::path& dir);
  ~data_lock();

 private:
  explicit data_lock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace chant::store
