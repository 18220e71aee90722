// Events and session states as bytes: CBOR (RFC 8949) maps with the registry's field names as keys.
// The per-event code is generated from campaign/events.json into campaign/event_codec.cpp.
#pragma once

#include "base/result.hpp"
#include "campaign/events.hpp"
#include "campaign/ids.hpp"
#include "campaign/session.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chant::campaign {

/// The registry's code of this event's type, and its current schema version.
[[nodiscard]] std::uint16_t type_code(const event& e);
[[nodiscard]] std::uint16_t schema_version(const event& e);
/// The registry's name; nothing for a code it does not know.
[[nodiscard]] std::optional<std::string_view> type_name(std::uint16_t code);
[[nodiscard]] std::optional<std::uint16_t> type_code(std::string_view name);

/// The payload. Precondition: every personal field has its ciphertext (it alone is written).
[[nodiscard]] std::string encode(const event& e);

/// Reads a payload of any registered version, lifting old ones to the present shape. Unknown keys
/// are skipped. errc::corrupt with code "event_unknown" or "event_malformed".
[[nodiscard]] result<event> decode(std::uint16_t type, std::uint16_t schema,
                                   std::string_view payload);

/// The share id under which the log's lookup index finds this event, if its type has one.
[[nodiscard]] std::optional<share_id> lookup_of(const event& e);

/// Calls `visit(field index, text)` for each personal field that is present.
void for_each_personal(event& e, const std::function<void(std::uint8_t, personal_text&)>& visit);

/// One JSON object with the registry's field names; personal fields are null, ids are text.
[[nodiscard]] std::string to_json(const event& e);

/// A session's state for snapshots; personal fields as ciphertext.
[[nodiscard]] std::string encode(const session& s);
[[nodiscard]] result<session> decode_session(std::string_view bytes);

/// Calls `visit(text)` for each personal field of the state that is present.
void for_each_personal(session& s, const std::function<void(personal_text&)>& visit);

}  // namespace chant::campaign
