#include "http/content.hpp"

#include "http/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace chant::http {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::size_t> number(std::string_view digits) {
  std::size_t value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stop, problem] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || stop != end || problem != std::errc{}) return std::nullopt;
  return value;
}

}  // namespace

bool lists_etag(std::string_view list, std::string_view etag) {
  if (trimmed(list) == "*") return true;
  // An entity tag may hold a comma, but none of ours does: what is cut apart matches nothing.
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    auto one = trimmed(list.substr(0, comma));
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

range_choice choose_range(const request& r, std::string_view etag, std::size_t size) {
  auto range = r[header::range];
  const auto condition = r[header::if_range];
  if (!range.starts_with("bytes=") || (!condition.empty() && condition != etag)) return {};
  range = trimmed(range.substr(6));
  const auto dash = range.find('-');
  if (dash == range.npos || range.find(',') != range.npos) return {};
  const auto first = number(range.substr(0, dash));
  const auto last = number(range.substr(dash + 1));
  if (!first && dash == 0 && last) {
    if (*last == 0 || size == 0) return {.what = range_answer::unsatisfiable};
    const auto count = std::min(*last, size);
    return {.what = range_answer::part, .part = {size - count, count}};
  }
  const bool open_ended = dash + 1 == range.size();
  if (!first || (!last && !open_ended) || (last && *last < *first)) return {};
  if (*first >= size) return {.what = range_answer::unsatisfiable};
  const auto end = std::min(last.value_or(size - 1), size - 1);
  return {.what = range_answer::part, .part = {*first, end - *first + 1}};
}

rope slice(const rope& all, const byte_range& range) {
  rope part;
  std::size_t skip = range.first;
  std::size_t left = range.size;
  for (const auto& p : all.pieces()) {
    if (skip >= p.bytes.size()) {
      skip -= p.bytes.size();
      continue;
    }
    const auto bytes = p.bytes.substr(skip, left);
    part.append(p.owner, bytes);
    skip = 0;
    left -= bytes.size();
    if (left == 0) break;
  }
  return part;
}

response content(const request& r, std::string_view prepared, std::string_view etag,
                 const rope& body) {
  if (const auto wanted = r[header::if_match]; !wanted.empty() && !lists_etag(wanted, etag))
    return problem(412, "precondition_failed", "The content has changed.");
  response answer;
  answer.prepared = prepared;
  answer.with("ETag", etag);
  if (const auto known = r[header::if_none_match]; !known.empty() && lists_etag(known, etag)) {
    answer.status = 304;
    return answer;
  }
  answer.with("Accept-Ranges", "bytes");
  const auto choice = r.verb == method::get ? choose_range(r, etag, body.size()) : range_choice{};
  if (choice.what == range_answer::unsatisfiable) {
    auto no = problem(416, "range_unsatisfiable", "The range lies outside the content.");
    no.with("Content-Range", fmt::format("bytes */{}", body.size()));
    return no;
  }
  if (choice.what == range_answer::whole) {
    answer.pieces = body;
    return answer;
  }
  answer.status = 206;
  answer.with("Content-Range", fmt::format("bytes {}-{}/{}", choice.part.first,
                                           choice.part.first + choice.part.size - 1, body.size()));
  answer.pieces = slice(body, choice.part);
  return answer;
}

}  // namespace chant::http
