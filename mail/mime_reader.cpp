#include "mail/mime_reader.hpp"

#include "base/ascii.hpp"
#include "mail/message_lines.hpp"

#include <algorithm>
#include <cstddef>

namespace chant::mail {
namespace {

// A report has three; nobody's has ten.
constexpr std::size_t parts_limit = 32;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Takes `name=value` off the list, where value may be quoted.
std::string_view take_parameter(std::string_view& list) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < list.size() && (quoted || list[end] != ';'); ++end) {
    if (list[end] == '"') quoted = !quoted;
    if (quoted && list[end] == '\\') ++end;
  }
  const auto taken = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return trimmed(taken);
}

std::string unquoted(std::string_view value) {
  if (!value.starts_with('"')) return std::string(value);
  std::string out;
  for (std::size_t i = 1; i < value.size() && value[i] != '"'; ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    out += value[i];
  }
  return out;
}

}  // namespace

message_parts split_message(std::string_view message) {
  message_parts parts;
  while (!message.empty()) {
    const auto start = message;
    const auto line = take_line(message);
    if (line.empty()) break;
    while (!message.empty() && is_blank(message.front())) (void)take_line(message);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    auto whole = start.substr(0, start.size() - message.size());
    if (whole.ends_with("\r\n")) whole.remove_suffix(2);
    parts.fields.push_back(
        {.name = trimmed(whole.substr(0, colon)), .value = whole.substr(colon + 1)});
  }
  parts.body = message;
  return parts;
}

std::string header_value(const std::vector<header_field>& fields, std::string_view name) {
  const auto found =
      std::ranges::find_if(fields, [&](const auto& f) { return same_in_ascii(f.name, name); });
  if (found == fields.end()) return {};
  std::string out;
  for (auto rest = trimmed(found->value); !rest.empty();) out += take_line(rest);
  return out;
}

std::string media_type(std::string_view content_type) {
  return ascii_lowered(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string parameter(std::string_view content_type, std::string_view name) {
  (void)take_parameter(content_type);
  while (!content_type.empty()) {
    const auto each = take_parameter(content_type);
    const auto equals = each.find('=');
    if (equals == std::string_view::npos || !same_in_ascii(trimmed(each.substr(0, equals)), name))
      continue;
    return unquoted(trimmed(each.substr(equals + 1)));
  }
  return {};
}

std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary) {
  std::vector<std::string_view> parts;
  if (boundary.empty()) return parts;
  const char* begin = nullptr;
  while (!body.empty()) {
    const auto* here = body.data();
    const auto line = take_line(body);
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) continue;
    const auto rest = trimmed(line.substr(2 + boundary.size()));
    if (!rest.empty() && rest != "--") continue;
    if (begin != nullptr) parts.emplace_back(begin, here);
    if (rest == "--" || parts.size() == parts_limit) return parts;
    begin = body.data();
  }
  // A report that was cut off keeps its last part.
  if (begin != nullptr) parts.emplace_back(begin, body.data() + body.size());
  return parts;
}

}  // namespace chant::mail
