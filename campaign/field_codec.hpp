// How a field of each registry type stands in CBOR and in JSON, and how a map of fields is read
// whatever its version: what the generated event codec is made of.
#pragma once

#include "base/bytes.hpp"
#include "base/cbor.hpp"
#include "base/clock.hpp"
#include "campaign/events.hpp"
#include "campaign/personal.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace chant::campaign {

/// Whether JSON tells personal fields: null where it does not, and where they are not opened.
enum class personal_in_json : std::uint8_t { never, opened };

void write_field(cbor::writer& to, std::string_view value);
void write_field(cbor::writer& to, const personal_text& value);
void write_field(cbor::writer& to, std::uint64_t value);
void write_field(cbor::writer& to, const std::vector<std::uint32_t>& value);
void write_field(cbor::writer& to, timestamp value);
void write_field(cbor::writer& to, std::same_as<bool> auto value) { to.boolean(value); }
template <std::size_t N, class Tag>
void write_field(cbor::writer& to, const binary_id<N, Tag>& value) {
  to.bytes(value.view());
}

// A value that does not fit fails the reader.
void read_field(cbor::reader& from, std::string& value);
void read_field(cbor::reader& from, personal_text& value);
void read_field(cbor::reader& from, std::uint64_t& value);
void read_field(cbor::reader& from, std::vector<std::uint32_t>& value);
void read_field(cbor::reader& from, timestamp& value);
void read_field(cbor::reader& from, bool& value);
template <std::size_t N, class Tag>
void read_field(cbor::reader& from, binary_id<N, Tag>& value) {
  if (const auto id = binary_id<N, Tag>::from_raw(from.bytes()))
    value = *id;
  else
    from.fail();
}
template <class Enum>
  requires std::is_enum_v<Enum>
void write_field(cbor::writer& to, Enum value) {
  to.text(to_text(value));
}
template <class Enum>
  requires std::is_enum_v<Enum>
void read_field(cbor::reader& from, Enum& value) {
  if (const auto known = parse<Enum>(from.text()))
    value = *known;
  else
    from.fail();
}
template <class T>
void read_field(cbor::reader& from, std::optional<T>& value) {
  if (!from.take_null()) read_field(from, value.emplace());
}

void append_json(std::string& out, std::string_view value);
void append_json(std::string& out, const personal_text& value, personal_in_json shown);
void append_json(std::string& out, std::uint64_t value);
void append_json(std::string& out, const std::vector<std::uint32_t>& value);
void append_json(std::string& out, timestamp value);  ///< RFC 3339, UTC, microseconds
void append_json(std::string& out, std::same_as<bool> auto value) {
  out += value ? "true" : "false";
}
template <class Tag>
void append_json(std::string& out, const binary_id<12, Tag>& value) {
  append_json(out, to_base64url(value.bytes));
}
template <class Tag>
void append_json(std::string& out, const binary_id<16, Tag>& value) {
  append_json(out, value.hex());
}

template <class Enum>
  requires std::is_enum_v<Enum>
void append_json(std::string& out, Enum value) {
  append_json(out, to_text(value));
}

/// One key of a form: where its value goes, and whether the form may lack it.
struct field_key {
  static constexpr std::uint8_t dropped = 0xFF;

  std::string_view name;
  std::uint8_t field = dropped;  ///< index of the field in the present event
  bool required = true;
};

/// Reads one CBOR map of at most 32 known keys. `read(field)` is called for every one of them with
/// the reader on its value. Unknown keys are skipped. Fails the reader when anything is malformed,
/// there twice or missing.
template <class Read>
void read_form(cbor::reader& from, std::span<const field_key> form, Read&& read) {
  std::uint32_t seen = 0;
  std::size_t next = 0;  // keys mostly come in the order of the form
  for (std::size_t left = from.map(); left > 0 && from.ok(); --left) {
    std::size_t found = next;
    if (found == form.size() || !from.take_text(form[found].name)) {
      const std::string_view name = from.text();
      for (found = 0; found < form.size() && form[found].name != name;) ++found;
    }
    if (found == form.size() || form[found].field == field_key::dropped) {
      from.skip();
    } else {
      read(form[found].field);
    }
    if (found == form.size()) continue;
    if ((seen >> found & 1U) != 0) from.fail();
    seen |= 1U << found;
    next = found + 1;
  }
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i].required && (seen >> i & 1U) == 0) from.fail();
}

}  // namespace chant::campaign
