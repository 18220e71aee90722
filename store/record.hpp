// An event as bytes in the log, and the keys of the tables that lead to it (store/FORMAT.md).
#pragma once

#include "store/event_log.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chant::store {

/// An event of the log whose payload still lies in the bytes it was read from.
struct event_view {
  log_offset offset;
  session_id stream;
  stream_version version;
  event_id id;
  std::uint16_t type = 0;
  std::uint16_t schema = 1;
  timestamp at;
  std::optional<campaign::share_id> lookup;
  std::string_view payload;
};

[[nodiscard]] recorded_event to_recorded(const event_view& view);

/// What stands before the payload: 52 bytes, or 64 with a lookup.
class record_head {
 public:
  explicit record_head(const event_view& of);
  [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, 64> bytes_{};
  std::size_t size_ = 0;
};

/// errc::corrupt "record_malformed" with the offset in the detail. The view points into `bytes`.
[[nodiscard]] result<event_view> decode_record(log_offset offset, std::string_view bytes);

/// Offset as 8 bytes, big-endian: keys of the log and values of its indexes.
class offset_key {
 public:
  explicit offset_key(log_offset offset);
  [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, 8> bytes_;
};
/// Nothing unless the bytes are exactly one offset.
[[nodiscard]] std::optional<log_offset> parse_offset(std::string_view bytes);

/// Session, then version as 4 bytes, big-endian: a stream's events lie side by side, in order.
class stream_key {
 public:
  stream_key(const session_id& stream, stream_version version);
  [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, 20> bytes_;
};
struct stream_position {
  session_id stream;
  stream_version version;
};
/// Nothing unless the bytes are exactly one stream key.
[[nodiscard]] std::optional<stream_position> parse_stream_key(std::string_view bytes);

}  // namespace chant::store
