#include "mail/smtp_letter.hpp"

#include "mail/header.hpp"

#include <algorithm>
#include <cstddef>

namespace chant::mail {
namespace {

// Ours are below 3 MiB; a relay's own limit is usually 10 to 50 MB.
constexpr std::size_t message_limit = 32 * 1024 * 1024;
// RFC 5321 §4.5.3.1.6, without CRLF.
constexpr std::size_t line_limit = 998;

bool is_eight_bit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
}

delivery refused(std::string code) {
  return {.what = delivery::fate::failed,
          .queue_id = {},
          .code = std::move(code),
          .text = {},
          .of_relay = false};
}

/// Every line ends with CRLF, neither byte stands alone, none is too long, no NUL. A bare line end
/// is how one message smuggles another past a relay that takes it for CRLF.
bool has_whole_lines(std::string_view message) {
  if (message.contains('\0')) return false;
  while (!message.empty()) {
    const auto end = message.find('\n');
    const auto line = message.substr(0, end);
    if (end == std::string_view::npos || !line.ends_with('\r')) return false;
    if (line.size() - 1 > line_limit || line.find('\r') != line.size() - 1) return false;
    message.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

std::optional<delivery> examine(smtp_letter& letter) {
  if (!mail_address::make(letter.to.to)) return refused("address_invalid");
  if (!letter.to.from.empty() && !mail_address::make(letter.to.from))
    return refused("address_invalid");
  if (letter.message.size() > message_limit) return refused("message_too_large");
  if (!has_whole_lines(letter.message)) return refused("message_malformed");
  const std::string_view message = letter.message;
  letter.eight_bit = is_eight_bit(message);
  letter.utf8 = is_eight_bit(letter.to.from) || is_eight_bit(letter.to.to) ||
                (letter.eight_bit && is_eight_bit(message.substr(0, message.find("\r\n\r\n"))));
  return {};
}

std::optional<delivery> unfit_for(const smtp_letter& letter, const smtp_extensions& relay) {
  if (letter.utf8 && !relay.utf8) return refused("smtputf8_unsupported");
  if (letter.eight_bit && !relay.eight_bit) return refused("eightbit_unsupported");
  if (relay.size_limit > 0 && letter.message.size() > relay.size_limit)
    return refused("message_too_large");
  return {};
}

std::string mail_command(const smtp_letter& letter, const smtp_extensions& relay) {
  std::string out = "MAIL FROM:<" + letter.to.from + ">";
  if (relay.size) out += " SIZE=" + std::to_string(letter.message.size());
  if (letter.eight_bit) out += " BODY=8BITMIME";
  if (letter.utf8) out += " SMTPUTF8";
  return out + "\r\n";
}

void append_stuffed(std::string& out, std::string_view message) {
  out.reserve(out.size() + message.size() + 16);
  if (message.starts_with('.')) out += '.';
  for (auto dot = message.find("\n."); dot != std::string_view::npos; dot = message.find("\n.")) {
    out += message.substr(0, dot + 2);
    out += '.';
    message.remove_prefix(dot + 2);
  }
  out += message;
}

}  // namespace chant::mail
