#include "mail/mime.hpp"

#include "mail/header.hpp"
#include "mail/transfer_encoding.hpp"

#include <fmt/format.h>

namespace chant::mail {
namespace {

/// Text in its canonical form, which base64 needs (RFC 2046 §4.1.1).
std::string with_line_breaks(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

}  // namespace

mime_part text_part(std::string_view type, std::string_view language, std::string_view text) {
  auto quoted = quoted_printable(text);
  auto encoded = base64_lines(with_line_breaks(text));
  const bool readable = quoted.size() <= encoded.size();
  return {.headers = fold("Content-Type", fmt::format("{}; charset=utf-8", type)) +
                     fold("Content-Language", language) +
                     fold("Content-Transfer-Encoding", readable ? "quoted-printable" : "base64"),
          .body = readable ? std::move(quoted) : std::move(encoded)};
}

mime_part inline_part(std::string_view type, std::string_view content_id,
                      std::string_view disposition, std::string_view bytes) {
  return {.headers = fold("Content-Type", type) + fold("Content-Transfer-Encoding", "base64") +
                     fold("Content-ID", fmt::format("<{}>", content_id)) +
                     fold("Content-Disposition", fmt::format("inline{}", disposition)),
          .body = base64_lines(bytes)};
}

mime_part multipart(std::string_view type, std::string_view label,
                    const std::vector<mime_part>& parts) {
  std::string body;
  for (const auto& part : parts)
    body += fmt::format("--=_{}\r\n{}\r\n{}\r\n", label, part.headers, part.body);
  body += fmt::format("--=_{}--\r\n", label);
  return {.headers = fold("Content-Type", fmt::format("{}; boundary=\"=_{}\"", type, label)),
          .body = std::move(body)};
}

}  // namespace chant::mail
