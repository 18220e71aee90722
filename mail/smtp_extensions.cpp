#include "mail/smtp_extensions.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace chant::mail {
namespace {

std::string_view take_until(std::string_view& text, std::string_view separators) {
  const auto end = std::min(text.find_first_of(separators), text.size());
  const auto taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

void read_line(smtp_extensions& found, std::string_view line) {
  // Some old relays write "AUTH=LOGIN".
  const auto word = take_until(line, " =");
  if (word == "PIPELINING") found.pipelining = true;
  if (word == "STARTTLS") found.starttls = true;
  if (word == "8BITMIME") found.eight_bit = true;
  if (word == "SMTPUTF8") found.utf8 = true;
  if (word == "SIZE") {
    found.size = true;
    std::from_chars(line.data(), line.data() + line.size(), found.size_limit);
  }
  while (word == "AUTH" && !line.empty()) {
    const auto mechanism = take_until(line, " ");
    if (mechanism == "PLAIN") found.auth_plain = true;
    if (mechanism == "LOGIN") found.auth_login = true;
  }
}

}  // namespace

smtp_extensions smtp_extensions::read(std::string_view lines) {
  smtp_extensions found;
  const auto capitals = upper(lines);
  std::string_view rest = capitals;
  (void)take_until(rest, "\n");
  while (!rest.empty()) read_line(found, take_until(rest, "\n"));
  return found;
}

}  // namespace chant::mail
