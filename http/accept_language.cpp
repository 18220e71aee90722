#include "http/accept_language.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace chant::http {

namespace {

constexpr std::size_t most_tags = 32;
// RFC 5646 §4.4.1 asks for 35 at least.
constexpr std::size_t longest_tag = 35;

struct weighted {
  std::string_view tag;
  int thousandths;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_tag(std::string_view text) {
  const auto fits = [](char c) {
    return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return text.size() >= 2 && text.size() <= longest_tag && std::ranges::all_of(text, fits) &&
         text.front() != '-' && text.back() != '-' && text.find("--") == text.npos;
}

/// RFC 9110 §12.4.2: "0" or "1" with up to three decimals; -1 for anything else.
int thousandths_of(std::string_view q) {
  if (q.empty() || q.size() > 5 || (q[0] != '0' && q[0] != '1')) return -1;
  if (q.size() > 1 && q[1] != '.') return -1;
  int value = (q[0] - '0') * 1000;
  int place = 100;
  for (std::size_t i = 2; i < q.size(); ++i, place /= 10) {
    if (q[i] < '0' || q[i] > '9') return -1;
    value += (q[i] - '0') * place;
  }
  return value <= 1000 ? value : -1;
}

weighted read(std::string_view element) {
  const auto semicolon = element.find(';');
  const auto tag = trimmed(element.substr(0, semicolon));
  if (!is_tag(tag)) return {tag, -1};
  if (semicolon == element.npos) return {tag, 1000};
  const auto parameter = trimmed(element.substr(semicolon + 1));
  if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return {tag, -1};
  return {tag, thousandths_of(parameter.substr(2))};
}

}  // namespace

std::vector<std::string> preferred_languages(std::string_view list) {
  std::vector<weighted> read_tags;
  while (!list.empty() && read_tags.size() < most_tags) {
    const auto comma = std::min(list.find(','), list.size());
    if (const auto w = read(list.substr(0, comma)); w.thousandths > 0) read_tags.push_back(w);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  std::ranges::stable_sort(read_tags, std::ranges::greater{}, &weighted::thousandths);
  std::vector<std::string> tags;
  for (const auto& w : read_tags) {
    const auto same = [&](const std::string& t) { return same_in_ascii(t, w.tag); };
    if (std::ranges::none_of(tags, same)) tags.emplace_back(w.tag);
  }
  return tags;
}

}  // namespace chant::http
