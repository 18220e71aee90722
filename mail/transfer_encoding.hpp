// Bytes as the seven-bit lines that mail carries (RFC 2045 §6).
#pragma once

#include <string>
#include <string_view>

namespace chant::mail {

/// RFC 4648 §4 with padding, in one line.
[[nodiscard]] std::string base64(std::string_view bytes);

/// base64 in lines of 76 characters, each ended by CRLF.
[[nodiscard]] std::string base64_lines(std::string_view bytes);

/// Quoted-printable; "\n" in the text becomes a CRLF line break, lines are at most 76 characters.
[[nodiscard]] std::string quoted_printable(std::string_view text);

}  // namespace chant::mail
