#include "mail/smtp_reply.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chant::mail {
namespace {

// RFC 5321 §4.5.3.1.5 allows 512; real relays put links and policies into theirs.
constexpr std::size_t line_limit = 2048;
// The longest EHLO replies seen have some thirty short lines.
constexpr std::size_t reply_limit = 32 * 1024;
constexpr std::size_t queue_id_limit = 128;
constexpr std::size_t words_limit = 512;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

/// The length of "4.7.1" at the start of `text` where it is of the reply's own class, else 0.
std::size_t enhanced_size(std::string_view text, char kind) {
  if (text.size() < 5 || text[0] != kind || text[1] != '.') return 0;
  const auto subject = digits_in(text.substr(2));
  if (subject == 0 || subject > 3 || 2 + subject >= text.size() || text[2 + subject] != '.')
    return 0;
  const auto detail = digits_in(text.substr(3 + subject));
  const auto end = 3 + subject + detail;
  if (detail == 0 || detail > 3 || (end < text.size() && text[end] != ' ')) return 0;
  return end;
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find_first_of(" \n;,)]>"));
}

std::string cut(std::string_view text, std::size_t limit) {
  text = text.substr(0, limit);
  if (valid_utf8(text)) return std::string(text);
  // The cut may have met a code point; if that is not all, the bytes are not UTF-8.
  for (int back = 0; back < 3 && !text.empty(); ++back) {
    text.remove_suffix(1);
    if (valid_utf8(text)) return std::string(text);
  }
  return {};
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string line(text.substr(0, 2 * limit));
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  auto whole = cut(line, limit);
  if (!whole.empty()) return whole;
  std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) > 0x7e; }, '?');
  return line.substr(0, limit);
}

}  // namespace

smtp_reply_reader::status smtp_reply_reader::next(smtp_reply& reply) {
  for (;;) {
    const auto rest = std::string_view(buffer_).substr(at_);
    const auto end = rest.find('\n');
    if (std::min(end, rest.size()) > line_limit) return status::malformed;
    if (end == std::string_view::npos) {
      buffer_.erase(0, at_);
      at_ = 0;
      return status::incomplete;
    }
    auto line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto found = take_line(line);
    at_ += end + 1;
    if (found == status::incomplete) continue;
    if (found == status::complete) {
      reply = std::move(reply_);
      reply_ = {};
      begun_ = false;
    }
    return found;
  }
}

smtp_reply_reader::status smtp_reply_reader::take_line(std::string_view line) {
  if (line.size() < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) || !is_digit(line[2]))
    return status::malformed;
  const auto code =
      static_cast<unsigned>((line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0');
  const bool last = line.size() == 3 || line[3] == ' ';
  if (!last && line[3] != '-') return status::malformed;
  if (begun_ && code != reply_.code) return status::malformed;
  auto words = line.substr(std::min<std::size_t>(4, line.size()));
  if (const auto size = enhanced_size(words, line[0]); size > 0) {
    reply_.enhanced = words.substr(0, size);
    words.remove_prefix(std::min(size + 1, words.size()));
  }
  if (begun_) reply_.text += '\n';
  reply_.code = code;
  reply_.text += words;
  begun_ = true;
  if (reply_.text.size() > reply_limit) return status::malformed;
  return last ? status::complete : status::incomplete;
}

std::string queue_id_of(const smtp_reply& reply) {
  const std::string_view text = reply.text;
  // Postfix and OpenSMTPD-like; Exim; Sendmail ("x8T… Message accepted"); Amazon ("Ok 0102…").
  for (const std::string_view before : {"queued as ", " id="})
    if (const auto at = text.find(before); at != std::string_view::npos)
      return printable(first_word(text.substr(at + before.size())), queue_id_limit);
  if (const auto at = text.find(" Message accepted"); at != std::string_view::npos)
    return printable(text.substr(0, at), queue_id_limit);
  if (text.starts_with("Ok ") && !text.substr(3).contains(' '))
    return printable(text.substr(3), queue_id_limit);
  return printable(text, queue_id_limit);
}

std::string code_of(const smtp_reply& reply) {
  auto code = std::to_string(reply.code);
  return reply.enhanced.empty() ? code : code + ' ' + reply.enhanced;
}

std::string words_of(const smtp_reply& reply) { return printable(reply.text, words_limit); }

}  // namespace chant::mail
