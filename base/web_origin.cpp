#include "base/web_origin.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace chant {

namespace {

constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view path_marks = "/-._~%!$&'()*+,;=:@";

bool is_within(std::string_view text, std::string_view letters, std::string_view more) {
  return std::ranges::all_of(text, [&](char c) { return letters.contains(c) || more.contains(c); });
}

bool is_host(std::string_view lower) {
  if (lower.starts_with('[') && lower.ends_with(']'))
    return is_within(lower.substr(1, lower.size() - 2), "0123456789abcdef", ":.");
  return !lower.empty() && is_within(lower, letters_and_digits, "-._");
}

/// What stands behind the host: nothing, or ":8443".
std::optional<std::uint16_t> read_port(std::string_view text, std::uint16_t usual) {
  if (text.empty()) return usual;
  std::uint16_t port = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, wrong] = std::from_chars(text.data() + 1, end, port);
  if (text.front() != ':' || wrong != std::errc() || stop != end || port == 0) return std::nullopt;
  return port;
}

}  // namespace

std::optional<std::string> web_origin(std::string_view url) {
  const auto mark = url.find("://");
  if (mark == url.npos) return std::nullopt;
  auto origin = ascii_lowered(url.substr(0, mark));
  if (origin != "http" && origin != "https") return std::nullopt;
  const std::uint16_t usual = origin == "https" ? 443 : 80;
  const auto rest = ascii_lowered(url.substr(mark + 3));
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto authority = std::string_view(rest).substr(0, slash);
  // The colons of an IPv6 address are within its brackets.
  const auto bracket = authority.rfind(']');
  const auto colon =
      std::min(authority.find(':', bracket == authority.npos ? 0 : bracket), authority.size());
  const auto host = authority.substr(0, colon);
  const auto port = read_port(authority.substr(colon), usual);
  if (!is_host(host) || !port ||
      !is_within(std::string_view(rest).substr(slash), letters_and_digits, path_marks))
    return std::nullopt;
  origin.append("://").append(host);
  if (*port != usual) origin.append(":").append(std::to_string(*port));
  return origin;
}

}  // namespace chant
