// Who really asks, when a proxy or CDN asks for them: only the configured proxies are believed.
#pragma once

#include "http/address.hpp"
#include "http/message.hpp"

#include <cstdint>

namespace chant::http {

/// Which header the proxies maintain. Only that one is read: the other would pass through from the
/// client as it likes.
enum class forwarding : std::uint8_t { x_forwarded_for, forwarded };

struct proxy_trust {
  network_list proxies;
  forwarding by = forwarding::x_forwarded_for;
};

/// Sets the request's client, secure and from_trusted_proxy from its peer and headers. The client
/// is the rightmost hop that is not itself a trusted proxy (RFC 7239 §8.1). Headers of peers that
/// are not trusted are blanked, the country's among them.
void resolve_client(request& r, const ip_address& peer, const proxy_trust& trust);

}  // namespace chant::http
