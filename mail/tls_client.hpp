// TLS towards a server, on a socket that never blocks.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace chant::mail {

/// What all connections to one relay share. Immutable: any thread.
class tls_client {
 public:
  /// `host`: the name, or the IP address, that the certificate must be for when `verify`.
  /// `ca_file`: PEM of the authorities to trust; empty: the system's. errc::invalid_config,
  /// "ca_file_unusable".
  [[nodiscard]] static result<tls_client> make(std::string host, const std::string& ca_file,
                                               bool verify);

  struct context_end {
    void operator()(ssl_ctx_st* c) const;
  };
  struct session_end {
    void operator()(ssl_st* s) const;
  };
  using session = std::unique_ptr<ssl_st, session_end>;

  /// A session over the socket, which outlives it.
  [[nodiscard]] session over(int fd) const;

 private:
  std::unique_ptr<ssl_ctx_st, context_end> context_;
  std::string host_;
};

/// How an attempt to move bytes ended.
enum class moved : std::uint8_t { some, wait_to_read, wait_to_write, closed, broken };

struct transfer {
  moved how = moved::broken;
  std::size_t bytes = 0;
};

// All of these return at once. Bytes that write did not count have not reached the peer in a form
// it could read.
[[nodiscard]] transfer handshake(ssl_st& session);
[[nodiscard]] transfer read(ssl_st& session, std::span<char> into);
[[nodiscard]] transfer write(ssl_st& session, std::string_view bytes);
[[nodiscard]] transfer read(int fd, std::span<char> into);
[[nodiscard]] transfer write(int fd, std::string_view bytes);

/// Why the handshake failed, in OpenSSL's words.
[[nodiscard]] std::string why_broken(const ssl_st& session);

}  // namespace chant::mail
