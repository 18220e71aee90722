#include "http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace chant::http {

namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t longest_address = INET6_ADDRSTRLEN;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

ip_address ip_address::v4(std::array<std::uint8_t, 4> octets) {
  ip_address a;
  std::ranges::copy(v4_prefix, a.bytes.begin());
  std::ranges::copy(octets, a.bytes.begin() + v4_prefix.size());
  return a;
}

bool ip_address::is_v4() const {
  return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes.begin());
}

bool ip_address::is_loopback() const {
  if (is_v4()) return bytes[12] == 127;
  ip_address one;
  one.bytes[15] = 1;
  return *this == one;
}

ip_address ip_address::limit_key() const {
  if (is_v4()) return *this;
  ip_address key = *this;
  std::fill(key.bytes.begin() + 8, key.bytes.end(), std::uint8_t{0});
  return key;
}

ip_address ip_address::network() const {
  ip_address base = limit_key();
  if (is_v4()) base.bytes.back() = 0;
  return base;
}

std::optional<ip_address> parse_address(std::string_view text) {
  if (text.empty() || text.size() >= longest_address) return std::nullopt;
  std::array<char, longest_address> zero_ended{};
  std::ranges::copy(text, zero_ended.begin());
  if (std::array<std::uint8_t, 4> octets{};
      inet_pton(AF_INET, zero_ended.data(), octets.data()) == 1)
    return ip_address::v4(octets);
  ip_address a;
  if (inet_pton(AF_INET6, zero_ended.data(), a.bytes.data()) == 1) return a;
  return std::nullopt;
}

std::string to_text(const ip_address& a) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto* v4 = a.bytes.data() + 12;
  ::inet_ntop(a.is_v4() ? AF_INET : AF_INET6, a.is_v4() ? v4 : a.bytes.data(), text.data(),
              text.size());
  return text.data();
}

std::optional<ip_address> parse_hop(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    return end == text.npos ? std::nullopt : parse_address(text.substr(1, end - 1));
  }
  if (const auto whole = parse_address(text)) return whole;
  // Not an address as it stands: perhaps IPv4 with a port.
  const auto colon = text.find(':');
  return colon == text.npos ? std::nullopt : parse_address(text.substr(0, colon));
}

std::optional<network_list> network_list::parse(const std::vector<std::string>& texts) {
  network_list list;
  for (const std::string_view text : texts) {
    const auto slash = text.find('/');
    const auto base = parse_address(text.substr(0, slash));
    if (!base) return std::nullopt;
    const unsigned offset = base->is_v4() ? 96 : 0;
    unsigned bits = 128 - offset;
    if (slash != text.npos) {
      const auto digits = text.substr(slash + 1);
      const auto end = digits.data() + digits.size();
      const auto [stop, fault] = std::from_chars(digits.data(), end, bits);
      if (fault != std::errc{} || stop != end || bits > 128 - offset) return std::nullopt;
    }
    list.networks_.push_back({*base, bits + offset});
  }
  return list;
}

bool network_list::contains(const ip_address& a) const {
  return std::ranges::any_of(networks_, [&](const network& n) {
    const unsigned whole = n.bits / 8;
    if (std::memcmp(a.bytes.data(), n.base.bytes.data(), whole) != 0) return false;
    const unsigned rest = n.bits % 8;
    return rest == 0 || ((a.bytes[whole] ^ n.base.bytes[whole]) >> (8 - rest)) == 0;
  });
}

}  // namespace chant::http

std::size_t std::hash<chant::http::ip_address>::operator()(const chant::http::ip_address& a) const {
  const std::string_view bytes(reinterpret_cast<const char*>(a.bytes.data()), a.bytes.size());
  return std::hash<std::string_view>{}(bytes);
}
