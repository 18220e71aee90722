// File descriptors, and files written so that they are there after a crash.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

namespace chant {

/// A file descriptor that closes itself.
class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int number) : number_(number) {}
  ~descriptor() { reset(); }
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    reset();
    number_ = std::exchange(other.number_, -1);
    return *this;
  }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }
  /// Leaves errno alone, so that what went wrong before can still be said.
  void reset();
  /// False, with errno: some file systems tell only now that they could not write.
  [[nodiscard]] bool close();

 private:
  int number_ = -1;
};

/// False, with errno: not all was written.
[[nodiscard]] bool write_all(int to, std::string_view bytes);
/// Makes the directory's entries durable. False, with errno, when that failed.
[[nodiscard]] bool sync_dir(const std::filesystem::path& dir);

}  // namespace chant
