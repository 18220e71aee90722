// Little-endian numbers and lengths in the files of render/, and the checksum that guards them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace chant::render {

static_assert(std::endian::native == std::endian::little, "files are written as memory has them");

/// Finds flipped and missing bytes, not malice: 64 bits over whole words, about 10 GB/s.
[[nodiscard]] inline std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = bytes.size() * 0x9E3779B97F4A7C15U;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), std::min(bytes.size(), sizeof word));
    bytes.remove_prefix(std::min(bytes.size(), sizeof word));
    sum = (std::rotl(sum, 23) ^ word) * 0xD6E8FEB86659FD93U;
  }
  return sum ^ (sum >> 32);
}

template <class T>
  requires std::is_trivially_copyable_v<T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
inline void put_text(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

/// Takes values off the front of a view; after a failure every further one fails too.
class octet_reader {
 public:
  explicit octet_reader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
    requires std::is_trivially_copyable_v<T>
  T take() {
    T value{};
    const auto raw = take_bytes(sizeof value);
    if (raw.size() == sizeof value) std::memcpy(&value, raw.data(), sizeof value);
    return value;
  }
  std::string_view take_bytes(std::size_t n) {
    if (n > rest_.size()) {
      failed_ = true;
      rest_ = {};
    }
    const auto taken = failed_ ? std::string_view() : rest_.substr(0, n);
    if (!failed_) rest_.remove_prefix(n);
    return taken;
  }
  std::string_view take_text() { return take_bytes(take<std::uint32_t>()); }

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace chant::render
