#include "mail/dkim_canonical.hpp"

#include "base/ascii.hpp"
#include "mail/message_lines.hpp"

#include <algorithm>
#include <cstddef>

namespace chant::mail {
namespace {

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
  for (const char c : name) out += ascii_lower(c);
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
