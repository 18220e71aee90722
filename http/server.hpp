// The listening side: threads, sockets, TLS, and the orderly end.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "http/client_address.hpp"
#include "http/rate_limit.hpp"
#include "http/router.hpp"
#include "http/worker.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace chant::http {

struct tls_files {
  std::filesystem::path certificate;  ///< PEM chain, the server's own first
  std::filesystem::path key;
  /// PEM: who vouches for clients. Not empty: every client must show a certificate of theirs.
  std::filesystem::path client_ca{};
};

struct server_options {
  std::string address = "127.0.0.1";  ///< numeric IPv4 or IPv6
  std::uint16_t port = 8080;          ///< 0: any free one
  /// Listen on this Unix socket instead: made with mode 0600, removed at the end.
  std::filesystem::path unix_socket{};
  unsigned threads = 1;
  connection_limits limits{};
  proxy_trust trust{};
  std::string country_header{};  ///< believed from trusted proxies only; any case; empty: none
  rate_limit::options rates{};
  std::uint32_t connections_per_address = 64;  ///< trusted proxies and, by default, loopback exempt
  std::size_t connections = 0;                 ///< in all; 0: 0.8 × RLIMIT_NOFILE, raised
  std::optional<tls_files> tls{};              ///< TLS 1.3 only
  bool own_time = true;  ///< false: seconds pass by advance() alone, for tests
};

/// Serves a router until stopped. One thread each runs its own event loop and its own listening
/// socket (SO_REUSEPORT); a connection stays on its thread. start, drain and stop are for one
/// controlling thread. The router, registry and clock outlive the server.
class server {
 public:
  server(server_options options, const router& routes, metrics::registry& registry,
         const clock& time);
  ~server();

  /// errc::invalid_config: address, certificate or socket path unusable ("address_malformed",
  /// "tls_unusable", "socket_path_unusable"); errc::conflict "address_in_use"; errc::io.
  [[nodiscard]] result<void> start();
  /// The port really listened on.
  [[nodiscard]] std::uint16_t port() const;

  /// Stops accepting, answers with "Connection: close", ends idle connections; returns once all are
  /// gone (true) or at the deadline (false). stop() is still due.
  [[nodiscard]] bool drain(std::chrono::milliseconds at_most);
  [[nodiscard]] bool draining() const;
  /// Lets drain() return at once; from any thread.
  void hurry();
  /// Ends every connection and thread. Completions that come later are dropped.
  void stop();

  /// Lets seconds pass on every thread and waits until they have looked. Tests only.
  void advance(unsigned seconds);
  [[nodiscard]] std::size_t connections() const;

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

}  // namespace chant::http
