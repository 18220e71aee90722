#include "http/client_address.hpp"

#include <algorithm>

namespace chant::http {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The last element of a comma-separated list, taken off it.
std::string_view take_last(std::string_view& list) {
  const auto comma = list.rfind(',');
  const auto last = comma == list.npos ? list : list.substr(comma + 1);
  list = comma == list.npos ? std::string_view() : list.substr(0, comma);
  return trimmed(last);
}

bool same_word(std::string_view a, std::string_view lower_b) {
  return std::ranges::equal(a, lower_b, [](char x, char y) { return (x | 0x20) == y; });
}

/// The value of `name` in an element of Forwarded: `for=192.0.2.60;proto=https`.
std::string_view parameter_of(std::string_view element, std::string_view name) {
  while (!element.empty()) {
    const auto end = std::min(element.find(';'), element.size());
    const auto pair = trimmed(element.substr(0, end));
    const auto equals = pair.find('=');
    if (equals != pair.npos && same_word(pair.substr(0, equals), name))
      return pair.substr(equals + 1);
    element.remove_prefix(std::min(end + 1, element.size()));
  }
  return {};
}

}  // namespace

void resolve_client(request& r, const ip_address& peer, const proxy_trust& trust) {
  r.client = peer;
  r.from_trusted_proxy = !trust.proxies.empty() && trust.proxies.contains(peer);
  if (!r.from_trusted_proxy) {
    for (const auto h :
         {header::forwarded, header::forwarded_for, header::forwarded_proto, header::country})
      r.fields[static_cast<std::size_t>(h)] = {};
    return;
  }
  const bool standard = trust.by == forwarding::forwarded;
  std::string_view hops = r[standard ? header::forwarded : header::forwarded_for];
  std::string_view protos = r[header::forwarded_proto];
  std::string_view scheme = standard ? std::string_view() : take_last(protos);
  bool nearest = true;
  while (!hops.empty()) {
    const auto element = take_last(hops);
    if (standard && nearest) scheme = parameter_of(element, "proto");
    nearest = false;
    const auto hop = parse_hop(standard ? parameter_of(element, "for") : element);
    if (!hop) break;
    r.client = *hop;
    if (!trust.proxies.contains(*hop)) break;
  }
  if (!scheme.empty()) r.secure = same_word(scheme, "https");
}

}  // namespace chant::http
