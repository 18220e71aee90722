// The form of a message that survives relays: "relaxed" canonicalization (RFC 6376 §3.4).
#pragma once

#include <string>
#include <string_view>

namespace chant::mail {

/// "name:value", without CRLF.
[[nodiscard]] std::string relaxed_header(std::string_view name, std::string_view value);
[[nodiscard]] std::string relaxed_body(std::string_view body);

}  // namespace chant::mail
