#include "campaign/field_codec.hpp"

#include "base/json.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <iterator>
#include <limits>

namespace chant::campaign {

void write_field(cbor::writer& to, std::string_view value) { to.text(value); }
void write_field(cbor::writer& to, const personal_text& value) { to.bytes(value.ciphertext()); }
void write_field(cbor::writer& to, std::uint64_t value) { to.unsigned_integer(value); }
void write_field(cbor::writer& to, timestamp value) {
  to.integer(value.time_since_epoch().count());
}

void write_field(cbor::writer& to, const std::vector<std::uint32_t>& value) {
  to.array(value.size());
  for (const auto item : value) to.unsigned_integer(item);
}

void read_field(cbor::reader& from, std::string& value) { value = from.text(); }
void read_field(cbor::reader& from, personal_text& value) {
  value = personal_text::sealed(std::string(from.bytes()));
}
void read_field(cbor::reader& from, std::uint64_t& value) { value = from.unsigned_integer(); }
void read_field(cbor::reader& from, bool& value) { value = from.boolean(); }
void read_field(cbor::reader& from, timestamp& value) {
  value = timestamp(std::chrono::microseconds(from.integer()));
}

void read_field(cbor::reader& from, std::vector<std::uint32_t>& value) {
  const std::size_t count = from.array();
  value.clear();
  value.reserve(count);
  for (std::size_t i = 0; i < count && from.ok(); ++i) {
    const std::uint64_t item = from.unsigned_integer();
    if (item > std::numeric_limits<std::uint32_t>::max()) from.fail();
    value.push_back(static_cast<std::uint32_t>(item));
  }
}

void append_json(std::string& out, std::string_view value) { append_json_text(out, value); }
void append_json(std::string& out, const personal_text& value, personal_in_json shown) {
  if (shown == personal_in_json::never || value.is_erased() || value.clear().empty())
    out += "null";
  else
    append_json(out, value.clear());
}
void append_json(std::string& out, std::uint64_t value) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

void append_json(std::string& out, const std::vector<std::uint32_t>& value) {
  fmt::format_to(std::back_inserter(out), "[{}]", fmt::join(value, ","));
}

void append_json(std::string& out, timestamp value) {
  const auto second = std::chrono::floor<std::chrono::seconds>(value);
  fmt::format_to(std::back_inserter(out), R"("{:%Y-%m-%dT%H:%M:%S}.{:06}Z")",
                 fmt::gmtime(std::chrono::system_clock::to_time_t(second)),
                 (value - second).count());
}

}  // namespace chant::campaign
