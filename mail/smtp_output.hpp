// Bytes on their way to a relay, and how far they have gone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chant::mail {

/// Positions count from the connection's first byte. Not thread-safe.
class smtp_output {
 public:
  /// To append to.
  [[nodiscard]] std::string& tail() { return bytes_; }
  /// The position behind everything appended.
  [[nodiscard]] std::uint64_t end() const { return dropped_ + bytes_.size(); }
  /// How far bytes have been handed to the operating system: beyond it the relay has seen nothing.
  [[nodiscard]] std::uint64_t gone() const { return dropped_ + at_; }
  [[nodiscard]] std::string_view unsent() const { return std::string_view(bytes_).substr(at_); }

  void sent(std::size_t count) {
    at_ += count;
    if (at_ < bytes_.size()) return;
    dropped_ += at_;
    at_ = 0;
    bytes_.clear();
    if (bytes_.capacity() > keep) bytes_ = {};
  }

 private:
  // A letter with its cover is ten times this; most of a connection's life is spent without one.
  static constexpr std::size_t keep = 64 * 1024;

  std::string bytes_;
  std::size_t at_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace chant::mail
