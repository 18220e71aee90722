// The parts of a message: texts and pictures, one in another (RFC 2045, 2046, 2387).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chant::mail {

/// A part as it stands in a message: its headers and its encoded body, CRLF line ends throughout.
struct mime_part {
  std::string headers;
  std::string body;
};

/// UTF-8 text as quoted-printable or base64, whichever is shorter. `type` is "text/plain"…
[[nodiscard]] mime_part text_part(std::string_view type, std::string_view language,
                                  std::string_view text);

/// Bytes in base64, shown where the text names `content_id` ("cid:…"). `disposition` holds the
/// parameters of the file name (encode_parameter).
[[nodiscard]] mime_part inline_part(std::string_view type, std::string_view content_id,
                                    std::string_view disposition, std::string_view bytes);

/// Several parts as one. `type` is "multipart/alternative", or with parameters of its own. The
/// boundary is `=_` and `label`: neither encoding can produce it; labels of nested parts differ.
[[nodiscard]] mime_part multipart(std::string_view type, std::string_view label,
                                  const std::vector<mime_part>& parts);

}  // namespace chant::mail
