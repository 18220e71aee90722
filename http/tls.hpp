// TLS for the server: one context a thread, all of them issuing tickets the others accept.
#pragma once

#include "base/result.hpp"
#include "http/server.hpp"

#include <boost/asio/ssl/context.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace chant::http {

/// Name, HMAC key and cipher key of OpenSSL's session tickets. Random at start: a restart costs
/// every client one full handshake and leaves no key behind that could open recorded traffic.
using ticket_keys = std::array<std::byte, 80>;

/// TLS 1.3 only, ALPN http/1.1. errc::invalid_config "tls_unusable".
[[nodiscard]] result<boost::asio::ssl::context> make_tls_context(const tls_files& files,
                                                                 ticket_keys keys);

}  // namespace chant::http
