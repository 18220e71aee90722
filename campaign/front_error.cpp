#include "campaign/front_error.hpp"

#include "base/sha256.hpp"
#include "campaign/front_error_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace chant::campaign {

namespace {

constexpr std::string_view left_out = "…";
constexpr std::string_view blanks = " \t";
// More of a report is not even looked at.
constexpr std::size_t message_read = 1000;
constexpr std::size_t lines_read = 40;
constexpr std::size_t identifier_bytes = 40;
constexpr std::size_t telling_digits = 5;  // four may be a line or a status
constexpr std::string_view punctuation = "()[]{}<>.,:;!?=+-*/&|#";

// "Cannot read properties of null (reading 'f')", "Failed to execute 'f' on 'g'", …
constexpr std::array<std::string_view, 9> before_names{"reading ",  "setting ",    "property ",
                                                       "variable ", "execute ",    "on ",
                                                       "access ",   "evaluating ", "Identifier "};

using limits = front_error_limits;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '$'; }

std::string_view without(std::string_view text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  return text;
}

/// Names that code has: "foo", "a.b[0]"; nothing with a blank or a letter that is not ASCII.
bool is_identifier(std::string_view text) {
  return text.size() <= identifier_bytes && !text.empty() && !is_digit(text.front()) &&
         std::ranges::all_of(
             text, [](char c) { return is_word(c) || c == '.' || c == '[' || c == ']'; }) &&
         std::ranges::count_if(text, is_digit) < std::ptrdiff_t{telling_digits};
}

/// "app-Ab3dEf12.js" → "app.js": the digest is the release's, not the error's.
std::string without_digest(std::string_view file) {
  constexpr std::size_t digest = 8;
  const auto dot = std::min(file.find('.'), file.size());
  if (dot < digest + 2 || file[dot - digest - 1] != '-') return std::string(file);
  return std::string(file.substr(0, dot - digest - 1)).append(file.substr(dot));
}

/// The name of the file an address leads to; "page" for one that is no file of a build, and nothing
/// of extensions but that they are some.
std::string file_of(std::string_view url) {
  if (url.find("-extension:") != url.npos) return "extension";
  url = url.substr(0, url.find_first_of("?#"));
  const auto name = url.substr(url.rfind('/') + 1);
  const auto fits = [](char c) { return is_word(c) || c == '-' || c == '.'; };
  const bool is_file =
      (name.ends_with(".js") || name.ends_with(".mjs") || name.ends_with(".css")) &&
      name.size() <= limits::word_bytes && std::ranges::all_of(name, fits);
  return is_file ? std::string(name) : "page";
}

struct frame {
  std::string function;  ///< empty where it has no name
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;

  [[nodiscard]] std::string place(const std::string& in) const {
    return in + ':' + std::to_string(line) + ':' + std::to_string(column);
  }
};

/// Takes ":123" off the end.
std::optional<std::uint64_t> take_number(std::string_view& from) {
  const auto colon = from.rfind(':');
  if (colon == from.npos || colon + 1 == from.size()) return std::nullopt;
  std::uint64_t number = 0;
  const auto* end = from.data() + from.size();
  const auto read = std::from_chars(from.data() + colon + 1, end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  from = from.substr(0, colon);
  return number;
}

std::string function_name(std::string_view text) {
  text = without(without(text, "async "), "new ");
  text = text.substr(0, text.find(' '));  // "f [as g]"
  return is_identifier(text) ? std::string(text) : std::string();
}

/// A line of a stack, in either of the two dialects.
std::optional<frame> frame_of(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  std::string_view function;
  if (line.starts_with("at ")) {
    line.remove_prefix(3);
    if (const auto open = line.rfind(" ("); open != line.npos && line.ends_with(')')) {
      function = line.substr(0, open);
      line = line.substr(open + 2, line.size() - open - 3);
    }
  } else if (const auto at = line.find('@'); at != line.npos) {
    function = line.substr(0, at);
    line.remove_prefix(at + 1);
  } else {
    return std::nullopt;
  }
  const auto column = take_number(line);
  const auto row = column ? take_number(line) : std::nullopt;
  if (!row) return std::nullopt;
  return frame{
      .function = function_name(function), .file = file_of(line), .line = *row, .column = *column};
}

std::vector<frame> frames_of(const front_report& r) {
  std::vector<frame> all;
  auto stack = r.stack;
  for (std::size_t i = 0; i < lines_read && !stack.empty() && all.size() < limits::frames; ++i) {
    const auto end = std::min(stack.find('\n'), stack.size());
    if (auto found = frame_of(stack.substr(0, end))) all.push_back(*std::move(found));
    stack.remove_prefix(std::min(end + 1, stack.size()));
  }
  if (all.empty() && !r.source.empty())
    all.push_back({.function = {}, .file = file_of(r.source), .line = r.line, .column = r.column});
  return all;
}

bool is_kind(std::string_view word) {
  return (word.ends_with("Error") || word.ends_with("Exception")) &&
         std::ranges::all_of(word, is_letter);
}

/// Writes the cleaned form of one message.
class message_cleaner {
 public:
  explicit message_cleaner(std::string_view text) : left_(text) {}

  std::string clean() {
    while (!left_.empty()) {
      const char c = left_.front();
      const bool inside_word = !out_.empty() && is_word(out_.back());
      if ((c == '\'' || c == '"' || c == '`') && !inside_word) {
        quoted(c);
      } else if (c == ' ' || c == '\t') {
        blank();
      } else {
        word();
      }
    }
    return std::move(out_);
  }

 private:
  void blank() {
    left_.remove_prefix(1);
    if (!out_.empty() && out_.back() != ' ') out_ += ' ';
  }

  void omit() {
    if (out_.ends_with("… ")) out_.pop_back();
    if (!out_.ends_with(left_out)) out_ += left_out;
  }

  /// Engines quote names as well as data. A name is an identifier behind a word that names follow;
  /// everything else is data, which may hold quotes itself: it goes up to the last one.
  void quoted(char mark) {
    const auto end = left_.find(mark, 1);
    const auto text = left_.substr(1, end == left_.npos ? end : end - 1);
    const bool is_name = std::ranges::any_of(
        before_names, [this](std::string_view word) { return out_.ends_with(word); });
    if (is_name && end != left_.npos && is_identifier(text)) {
      out_.append(left_.substr(0, end + 1));
      left_.remove_prefix(end + 1);
    } else {
      omit();
      left_.remove_prefix(end == left_.npos ? left_.size() : left_.rfind(mark) + 1);
    }
  }

  /// Up to the next blank, or a quote that opens.
  void word() {
    std::size_t end = 1;
    for (; end < left_.size() && left_[end] != ' ' && left_[end] != '\t'; ++end) {
      const bool quote = left_[end] == '"' || left_[end] == '`' || left_[end] == '\'';
      if (quote && !is_word(left_[end - 1])) break;
    }
    const auto text = left_.substr(0, end);
    left_.remove_prefix(end);
    if (text.find("://") != text.npos)
      address(text);
    else if (says_nothing_private(text))
      out_ += text;
    else
      omit();
  }

  [[nodiscard]] bool says_nothing_private(std::string_view text) const {
    const auto first = text.find_first_not_of(punctuation);
    if (first == text.npos) return true;
    const auto core = text.substr(first, text.find_last_not_of(punctuation) - first + 1);
    if (std::ranges::all_of(core, is_digit)) return core.size() < telling_digits;
    // The kind of error in front, and behind it alone a code of our own: "Error: take_too_short".
    const bool is_code = left_.empty() && out_.ends_with("Error: ") &&
                         core.find('_') != core.npos &&
                         std::ranges::all_of(core, [](char c) { return is_letter(c) || c == '_'; });
    return is_front_error_word(core) || (out_.empty() && is_kind(core)) || is_code;
  }

  void address(std::string_view url) {
    const auto file = file_of(url.substr(0, url.find_first_of(")'\",;")));
    if (file == "page") return omit();
    out_.append(without_digest(file));
  }

  std::string_view left_;
  std::string out_;
};

std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text += left_out;
}

std::string clean_message(std::string_view message) {
  message = message.substr(0, std::min(message.find_first_of("\r\n"), message_read));
  message = without(without(message, "Uncaught "), "(in promise) ");
  auto clean = cut(message_cleaner(message).clean(), limits::message_bytes);
  while (clean.ends_with(' ')) clean.pop_back();
  return clean.empty() ? "(no message)" : clean;
}

std::string without_numbers(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (!is_digit(c))
      plain += c;
    else if (!plain.ends_with('#'))
      plain += '#';
  }
  return plain;
}

/// Directories and names of the site's own pages; ids of anything are left out. A language in front
/// does not make another page.
std::string clean_page(std::string_view path) {
  constexpr std::size_t segments = 3;
  constexpr std::size_t page_bytes = 20;
  constexpr std::size_t language_bytes = 7;  // zh-Hans
  path = path.substr(0, path.find_first_of("?#"));
  std::string page;
  for (std::size_t i = 0; i < segments && path.starts_with('/'); ++i) {
    path.remove_prefix(1);
    const auto one = path.substr(0, path.find('/'));
    path.remove_prefix(one.size());
    const bool is_language =
        i == 0 && one.size() <= language_bytes && (one.size() == 2 || one.find('-') == 2);
    if (one.empty() || is_language) continue;
    const bool fits = one.size() <= page_bytes && std::ranges::all_of(one, [](char c) {
                        return (is_letter(c) && c >= 'a') || c == '-';
                      });
    page += '/';
    page += fits ? one : left_out;
  }
  return page.empty() ? "/" : page;
}

std::string clean_release(std::string_view release) {
  const bool fits =
      release.size() <= limits::word_bytes && std::ranges::all_of(release, [](char c) {
        return is_word(c) || c == '.' || c == '-' || c == '+';
      });
  return fits ? std::string(release) : std::string();
}

std::string_view browser_of(std::string_view user_agent) {
  const auto has = [&](std::string_view word) { return user_agent.find(word) != user_agent.npos; };
  if (has("Firefox/")) return "firefox";
  if (has("Chrome/") || has("Chromium/")) return "chromium";
  // Every browser of an iPhone is Safari inside.
  if (has("AppleWebKit/") && (has("Safari/") || has("iPhone") || has("iPad"))) return "safari";
  return "other";
}

std::string fingerprint_of(std::string_view message, const std::vector<frame>& frames) {
  std::string places;
  for (std::size_t i = 0; i < std::min(frames.size(), limits::frames_in_fingerprint); ++i)
    places += '\n' + frames[i].place(without_digest(frames[i].file));
  return sha256({without_numbers(message), places}).hex().substr(0, 16);
}

std::string stack_of(const std::vector<frame>& frames) {
  std::string stack;
  for (const auto& f : frames) {
    if (!stack.empty()) stack += '\n';
    stack += (f.function.empty() ? "(anonymous)" : f.function) + ' ' + f.place(f.file);
  }
  return stack;
}

}  // namespace

front_error_counted described(const front_report& report) {
  const auto frames = frames_of(report);
  auto message = clean_message(report.message);
  auto fingerprint = fingerprint_of(message, frames);
  return {.fingerprint = std::move(fingerprint),
          .message = std::move(message),
          .release = clean_release(report.release),
          .page = clean_page(report.page),
          .browser = std::string(browser_of(report.user_agent)),
          .stack = stack_of(frames),
          .reports = 1};
}

}  // namespace chant::campaign
