// Fixed-size binary ids and their text forms (hex, base64url), and UUIDs.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chant {

[[nodiscard]] std::string to_hex(std::span<const std::byte> bytes);
/// Lower or upper case; nothing for an odd length or a foreign character.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);
/// RFC 4648 §5 without padding.
[[nodiscard]] std::string to_base64url(std::span<const std::byte> bytes);
/// Nothing for a foreign character, an impossible length or non-zero trailing bits.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// N bytes that name something. Tag makes the type distinct; ordering is bytewise.
template <std::size_t N, class Tag>
struct binary_id {
  std::array<std::byte, N> bytes{};

  [[nodiscard]] std::string hex() const { return to_hex(bytes); }
  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), N};
  }
  /// The id whose bytes are exactly `raw`; nothing when the length differs.
  [[nodiscard]] static std::optional<binary_id> from_raw(std::string_view raw) {
    if (raw.size() != N) return std::nullopt;
    binary_id id;
    std::memcpy(id.bytes.data(), raw.data(), N);
    return id;
  }
  [[nodiscard]] static std::optional<binary_id> from_hex(std::string_view text) {
    const auto raw = chant::from_hex(text);
    return raw ? from_raw(*raw) : std::nullopt;
  }
  friend auto operator<=>(const binary_id&, const binary_id&) = default;
};

/// A UUID's 16 bytes.
using uuid = binary_id<16, struct uuid_tag>;

/// Canonical 8-4-4-4-12 text in either case, version 4, RFC variant; nothing otherwise.
[[nodiscard]] std::optional<uuid> parse_uuid_v4(std::string_view text);

}  // namespace chant

template <std::size_t N, class Tag>
struct std::hash<chant::binary_id<N, Tag>> {
  std::size_t operator()(const chant::binary_id<N, Tag>& id) const {
    // Every binary_id is random or a digest: its first word is hash enough.
    std::size_t word = 0;
    std::memcpy(&word, id.bytes.data(), sizeof word < N ? sizeof word : N);
    return word;
  }
};
