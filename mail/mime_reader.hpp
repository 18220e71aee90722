// Messages taken apart as far as a signature or a report of a bounce needs it (RFC 5322, 2046).
// Everything points into the message and assumes CRLF line ends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chant::mail {

struct header_field {
  std::string_view name;
  std::string_view value;  ///< behind the colon, folded as it stands, without the last CRLF
};

/// The header fields of a message or of a part of one, and what follows the empty line.
struct message_parts {
  std::vector<header_field> fields;
  std::string_view body;
};

/// Lines that are no header field are left out.
[[nodiscard]] message_parts split_message(std::string_view message);

/// The first field of that name, unfolded and without blanks at its ends; empty: none.
[[nodiscard]] std::string header_value(const std::vector<header_field>& fields,
                                       std::string_view name);

/// "multipart/report" of `Multipart/Report; boundary=x`, in lower case.
[[nodiscard]] std::string media_type(std::string_view content_type);

/// The value of `; name=value` or `; name="value"`; empty: none.
[[nodiscard]] std::string parameter(std::string_view content_type, std::string_view name);

/// What stands between the boundary's lines, 32 parts at most; the preamble is no part.
[[nodiscard]] std::vector<std::string_view> split_parts(std::string_view body,
                                                        std::string_view boundary);

}  // namespace chant::mail
