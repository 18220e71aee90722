#include "mail/header.hpp"

#include "mail/transfer_encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace chant::mail {
namespace {

constexpr std::size_t header_limit = 998;
constexpr std::size_t address_limit = 254;
constexpr std::size_t line_limit = 78;
// A line with an encoded word stays within 76 characters (RFC 2047 §2): 39 bytes make a word of 64,
// which fits behind "Subject: " too.
constexpr std::size_t encoded_word_bytes = 39;
// A word longer than this could not be folded into a line behind a header's name.
constexpr std::size_t plain_word_limit = 60;

error refusal(std::string code, std::string detail) {
  return {.kind = errc::refused, .code = std::move(code), .detail = std::move(detail), .field = {}};
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool continues_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

bool is_token(char c) {
  constexpr std::string_view marks = "!#$&+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         marks.contains(c);
}

// U+0080..U+009F as UTF-8: C1 controls, among them NEXT LINE.
bool has_c1_control(std::string_view text) {
  for (auto at = text.find('\xc2'); at != std::string_view::npos; at = text.find('\xc2', at + 1))
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0) return true;
  return false;
}

bool needs_encoding(std::string_view text) {
  if (!std::ranges::all_of(text, is_ascii) || text.contains("=?")) return true;
  if (text.starts_with(' ') || text.ends_with(' ') || text.contains("  ")) return true;
  while (!text.empty()) {
    const auto space = std::min(text.find(' '), text.size());
    if (space > plain_word_limit) return true;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return false;
}

std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto take = std::min(text.size(), encoded_word_bytes);
    while (take < text.size() && take > 1 && continues_code_point(text[take])) --take;
    if (!out.empty()) out += ' ';
    out += "=?UTF-8?B?" + base64(text.substr(0, take)) + "?=";
    text.remove_prefix(take);
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool is_address_byte(char c) {
  constexpr std::string_view specials = "()<>[]:;@\\,\" ";
  return !is_control(c) && !specials.contains(c);
}

bool is_dot_atom(std::string_view text) {
  return !text.empty() && !text.starts_with('.') && !text.ends_with('.') && !text.contains("..") &&
         std::ranges::all_of(text, is_address_byte);
}

}  // namespace

result<header_text> header_text::make(std::string text) {
  if (text.size() > header_limit)
    return std::unexpected(refusal("header_too_long", "a header's text is over 998 bytes"));
  if (std::ranges::any_of(text, is_control) || has_c1_control(text))
    return std::unexpected(refusal("header_unsafe", "a header's text holds a control character"));
  return header_text(std::move(text));
}

result<mail_address> mail_address::make(std::string text) {
  const std::string_view all = text;
  const auto at = all.find('@');
  const bool valid = at != std::string_view::npos && all.size() <= address_limit &&
                     is_dot_atom(all.substr(0, at)) && is_dot_atom(all.substr(at + 1)) &&
                     !has_c1_control(all);
  if (!valid) return std::unexpected(refusal("address_invalid", "not a deliverable mail address"));
  return mail_address(std::move(text));
}

std::string_view mail_address::domain() const {
  return std::string_view(text_).substr(text_.find('@') + 1);
}

std::string encode_words(const header_text& text) {
  return needs_encoding(text.view()) ? encoded_words(text.view()) : text.view();
}

std::string encode_mailbox(const header_text& name, const mail_address& address) {
  if (name.view().empty()) return address.view();
  const auto words = needs_encoding(name.view()) ? encoded_words(name.view()) : quoted(name.view());
  return words + " <" + address.view() + ">";
}

std::string encode_parameter(std::string_view key, const header_text& value) {
  if (std::ranges::all_of(value.view(), is_ascii))
    return fmt::format("; {}={}", key, quoted(value.view()));
  std::string out = fmt::format("; {}*=UTF-8''", key);
  for (const char c : value.view()) {
    if (is_token(c))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string encode_date(timestamp when) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(when - day));
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000",
                     days[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()),
                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string fold(std::string_view name, std::string_view value) {
  std::string out(name);
  out += ':';
  auto line = out.size();
  while (!value.empty()) {
    const auto word = value.substr(0, value.find(' '));
    if (line + 1 + word.size() > line_limit && line > name.size() + 1) {
      out += "\r\n";
      line = 0;
    }
    out += ' ';
    out += word;
    line += 1 + word.size();
    value.remove_prefix(std::min(word.size() + 1, value.size()));
  }
  return out + "\r\n";
}

}  // namespace chant::mail
