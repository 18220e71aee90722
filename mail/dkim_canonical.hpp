// The form of a message that survives relays: "relaxed" canonicalization (RFC 6376 §3.4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chant::mail {

struct header_field {
  std::string_view name;
  std::string_view value;  ///< behind the colon, folded as it stands, without the last CRLF
};

/// The header fields of a message, and where its body begins.
struct message_parts {
  std::vector<header_field> fields;
  std::string_view body;
};

/// Both point into `message`. Lines that are no header field are left out.
[[nodiscard]] message_parts split_message(std::string_view message);

/// Two names of header fields are the same in either case.
[[nodiscard]] bool same_name(std::string_view one, std::string_view other);

/// "name:value", without CRLF.
[[nodiscard]] std::string relaxed_header(std::string_view name, std::string_view value);
[[nodiscard]] std::string relaxed_body(std::string_view body);

}  // namespace chant::mail
