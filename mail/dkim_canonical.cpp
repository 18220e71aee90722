#include "mail/dkim_canonical.hpp"

#include <algorithm>
#include <cstddef>

namespace chant::mail {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Takes a line off `text`, without its line end.
std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find("\r\n"), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 2, text.size()));
  return line;
}

/// Appends with each run of blanks as one space, none at the end. Line breaks are dropped.
void append_relaxed(std::string& out, std::string_view text) {
  bool blank = false;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
}

}  // namespace

std::string relaxed_header(std::string_view name, std::string_view value) {
  std::string out;
  for (const char c : name) out += lower(c);
  out += ':';
  const auto first = value.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos) append_relaxed(out, value.substr(first));
  return out;
}

std::string relaxed_body(std::string_view body) {
  std::string out;
  out.reserve(body.size() + 2);
  std::size_t end = 0;  // behind the last line that is not empty
  while (!body.empty()) {
    const auto before = out.size();
    append_relaxed(out, take_line(body));
    const bool empty = out.size() == before;
    out += "\r\n";
    if (!empty) end = out.size();
  }
  out.resize(end);
  return out;
}

}  // namespace chant::mail
