#include "store/record.hpp"

#include "store/big_endian.hpp"

#include <fmt/format.h>

#include <cstring>

namespace chant::store {

namespace {

// Field positions of the envelope (store/FORMAT.md).
constexpr std::size_t at_type = 0;
constexpr std::size_t at_schema = 2;
constexpr std::size_t at_flags = 4;
constexpr std::size_t at_time = 8;
constexpr std::size_t at_stream = 16;
constexpr std::size_t at_version = 32;
constexpr std::size_t at_id = 36;
constexpr std::size_t envelope_bytes = 52;
constexpr std::size_t lookup_bytes = 12;

constexpr std::uint32_t flag_lookup = 1;

std::unexpected<error> malformed(log_offset offset, std::string_view why) {
  return std::unexpected(error{errc::corrupt,
                               "record_malformed",
                               fmt::format("the record at offset {} {}", offset.value(), why),
                               {}});
}

template <class Id>
Id id_at(const char* from) {
  Id id;
  std::memcpy(id.bytes.data(), from, id.bytes.size());
  return id;
}

}  // namespace

recorded_event to_recorded(const event_view& view) {
  return {view.offset, view.stream, view.version, view.id,
          view.type,   view.schema, view.at,      std::string(view.payload)};
}

record_head::record_head(const event_view& of) {
  char* to = bytes_.data();
  store_big_endian(to + at_type, of.type);
  store_big_endian(to + at_schema, of.schema);
  store_big_endian(to + at_flags, of.lookup ? flag_lookup : 0U);
  store_big_endian(to + at_time, static_cast<std::uint64_t>(of.at.time_since_epoch().count()));
  std::memcpy(to + at_stream, of.stream.bytes.data(), of.stream.bytes.size());
  store_big_endian(to + at_version, of.version.value());
  std::memcpy(to + at_id, of.id.bytes.data(), of.id.bytes.size());
  size_ = envelope_bytes;
  if (of.lookup) {
    std::memcpy(to + size_, of.lookup->bytes.data(), lookup_bytes);
    size_ += lookup_bytes;
  }
}

result<event_view> decode_record(log_offset offset, std::string_view bytes) {
  if (bytes.size() < envelope_bytes) return malformed(offset, "is shorter than its envelope");
  const char* from = bytes.data();
  const auto flags = load_big_endian<std::uint32_t>(from + at_flags);
  if ((flags & ~flag_lookup) != 0) return malformed(offset, "has flags of a later format");
  event_view view;
  view.offset = offset;
  view.type = load_big_endian<std::uint16_t>(from + at_type);
  view.schema = load_big_endian<std::uint16_t>(from + at_schema);
  view.at = timestamp(std::chrono::microseconds(
      static_cast<std::int64_t>(load_big_endian<std::uint64_t>(from + at_time))));
  view.stream = id_at<session_id>(from + at_stream);
  view.version = stream_version(load_big_endian<std::uint32_t>(from + at_version));
  view.id = id_at<event_id>(from + at_id);
  bytes.remove_prefix(envelope_bytes);
  if ((flags & flag_lookup) != 0) {
    if (bytes.size() < lookup_bytes) return malformed(offset, "is shorter than its lookup");
    view.lookup = id_at<campaign::share_id>(bytes.data());
    bytes.remove_prefix(lookup_bytes);
  }
  view.payload = bytes;
  return view;
}

offset_key::offset_key(log_offset offset) { store_big_endian(bytes_.data(), offset.value()); }

std::optional<log_offset> parse_offset(std::string_view bytes) {
  if (bytes.size() != sizeof(std::uint64_t)) return std::nullopt;
  return log_offset(load_big_endian<std::uint64_t>(bytes.data()));
}

stream_key::stream_key(const session_id& stream, stream_version version) {
  std::memcpy(bytes_.data(), stream.bytes.data(), stream.bytes.size());
  store_big_endian(bytes_.data() + stream.bytes.size(), version.value());
}

std::optional<stream_position> parse_stream_key(std::string_view bytes) {
  if (bytes.size() != 20) return std::nullopt;
  return stream_position{id_at<session_id>(bytes.data()),
                         stream_version(load_big_endian<std::uint32_t>(bytes.data() + 16))};
}

}  // namespace chant::store
