#include "mail/transfer_encoding.hpp"

#include <cstddef>
#include <cstdint>

namespace chant::mail {
namespace {

constexpr std::size_t line_bytes = 57;  // 76 characters of base64
constexpr std::size_t line_limit = 76;  // RFC 2045 §6.7 rule 5, the soft break's "=" included
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t octet(char c) { return static_cast<unsigned char>(c); }

void append_base64(std::string& out, std::string_view bytes) {
  for (; bytes.size() >= 3; bytes.remove_prefix(3)) {
    const auto word = octet(bytes[0]) << 16 | octet(bytes[1]) << 8 | octet(bytes[2]);
    for (const int shift : {18, 12, 6, 0}) out += alphabet[word >> shift & 63];
  }
  if (bytes.empty()) return;
  const auto word = octet(bytes[0]) << 16 | (bytes.size() == 2 ? octet(bytes[1]) << 8 : 0);
  out += alphabet[word >> 18 & 63];
  out += alphabet[word >> 12 & 63];
  out += bytes.size() == 2 ? alphabet[word >> 6 & 63] : '=';
  out += '=';
}

// A space or tab may not end a line, and a "." never stands first: some relays forget to stuff it.
bool stands_for_itself(char c, bool first, bool last) {
  if (c == ' ' || c == '\t') return !last;
  if (c == '.') return !first;
  return c > ' ' && c <= '~' && c != '=';
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  append_base64(out, bytes);
  return out;
}

std::string base64_lines(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4 + bytes.size() / line_bytes * 2 + 2);
  while (!bytes.empty()) {
    append_base64(out, bytes.substr(0, line_bytes));
    out += "\r\n";
    bytes.remove_prefix(std::min(line_bytes, bytes.size()));
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool last = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = stands_for_itself(c, column == 0, last);
    if (column + (plain ? 1 : 3) > line_limit - 1) {
      out += "=\r\n";
      column = 0;
    }
    if (plain && !(c == '.' && column == 0)) {
      out += c;
      column += 1;
    } else {
      out += '=';
      out += digits[octet(c) >> 4];
      out += digits[octet(c) & 15];
      column += 3;
    }
  }
  if (column > 0) out += "\r\n";
  return out;
}

}  // namespace chant::mail
