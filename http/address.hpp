// Internet addresses as the server reasons about them: who is trusted, who is limited, who is
// local.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::http {

/// An IPv4 or IPv6 address; IPv4 is kept in its v4-mapped form (::ffff:a.b.c.d), so that the same
/// client is the same value whichever socket it came through.
struct ip_address {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] static ip_address v4(std::array<std::uint8_t, 4> octets);
  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;
  /// What limits count by: an IPv4 address, or the /64 an IPv6 client can roam in.
  [[nodiscard]] ip_address limit_key() const;
  /// The network one operator hands out: the /24 of an IPv4 address, the /64 of an IPv6 one.
  [[nodiscard]] ip_address network() const;
  friend auto operator<=>(const ip_address&, const ip_address&) = default;
};

/// Dotted or colon form without port or zone; nothing otherwise.
[[nodiscard]] std::optional<ip_address> parse_address(std::string_view text);
/// As parse_address() reads it: "203.0.113.7", "2001:db8::1".
[[nodiscard]] std::string to_text(const ip_address& a);
/// An address as X-Forwarded-For and Forwarded write it: perhaps with port, brackets or quotes.
[[nodiscard]] std::optional<ip_address> parse_hop(std::string_view text);

/// A set of networks: the proxies whose forwarding headers are believed.
class network_list {
 public:
  /// Each "10.0.0.0/8", "2001:db8::/32" or a bare address. Nothing if one cannot be read.
  [[nodiscard]] static std::optional<network_list> parse(const std::vector<std::string>& texts);
  [[nodiscard]] bool contains(const ip_address& a) const;
  [[nodiscard]] bool empty() const { return networks_.empty(); }

 private:
  struct network {
    ip_address base;
    unsigned bits;
  };
  std::vector<network> networks_;
};

}  // namespace chant::http

template <>
struct std::hash<chant::http::ip_address> {
  std::size_t operator()(const chant::http::ip_address& a) const;
};
