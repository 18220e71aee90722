// TLS for the server: one context a thread, all of them issuing tickets the others accept.
#pragma once

#include "base/result.hpp"
#include "http/server.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string>

// OpenSSL's own names, so that its headers stay in the .cpp files.
struct ssl_ctx_st;
struct ssl_st;

namespace chant::http {

struct tls_context_end {
  void operator()(ssl_ctx_st* c) const;
};
struct tls_session_end {
  void operator()(ssl_st* s) const;
};
using tls_context = std::unique_ptr<ssl_ctx_st, tls_context_end>;
using tls_session = std::unique_ptr<ssl_st, tls_session_end>;

/// Name, HMAC key and cipher key of OpenSSL's session tickets. Random at start: a restart costs
/// every client one full handshake and leaves no key behind that could open recorded traffic.
using ticket_keys = std::array<std::byte, 80>;

/// TLS 1.3 only, ALPN http/1.1. Where clients must show a certificate, each connection proves it
/// anew: no tickets. One context must not be shared by threads that are busy:
/// OpenSSL 3.0 locks it. errc::invalid_config "tls_unusable".
[[nodiscard]] result<tls_context> make_tls_context(const tls_files& files, ticket_keys keys);

/// The server's side of a session over a non-blocking socket.
[[nodiscard]] tls_session accept_tls(const tls_context& context, int fd);

/// Subject of the peer's verified certificate, as RFC 2253 writes it ("CN=ops,O=Label"), cut to 150
/// bytes; empty where none was asked for. Once the handshake is done.
[[nodiscard]] std::string peer_subject(const tls_session& session);

}  // namespace chant::http
