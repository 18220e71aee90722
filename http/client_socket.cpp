#include "http/client_socket.hpp"

#include "http/address.hpp"
#include "http/unix_path.hpp"

#include <netdb.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace chant::http {

namespace {

using steady = std::chrono::steady_clock;

error unreachable() {
  return {errc::unavailable, "node_unreachable", "No node answers at this address.", ""};
}

struct addresses_end {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using addresses = std::unique_ptr<addrinfo, addresses_end>;

/// Asks the resolver, which has its own idea of how long that may take.
addresses find(const server_address& to) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(to.host.c_str(), std::to_string(to.port).c_str(), &wanted, &found) != 0)
    return nullptr;
  return addresses(found);
}

int left_ms(steady::time_point until) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(until - steady::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

bool wait_on(int fd, short event, steady::time_point until) {
  pollfd p{.fd = fd, .events = event, .revents = 0};
  const int left = left_ms(until);
  return left > 0 && ::poll(&p, 1, left) == 1;
}

bool connect_in_time(int fd, const sockaddr* to, socklen_t size, steady::time_point until) {
  if (::connect(fd, to, size) == 0) return true;
  if (errno != EINPROGRESS || !wait_on(fd, POLLOUT, until)) return false;
  int why = 0;
  socklen_t why_size = sizeof why;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &why_size) == 0 && why == 0;
}

constexpr int kind = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;

descriptor connect_tcp(const server_address& to, steady::time_point until) {
  const auto all = find(to);
  for (const auto* at = all.get(); at != nullptr; at = at->ai_next) {
    descriptor fd(::socket(at->ai_family, kind, 0));
    if (fd.valid() && connect_in_time(fd.number(), at->ai_addr, at->ai_addrlen, until)) return fd;
  }
  return {};
}

descriptor connect_unix(const std::filesystem::path& path, steady::time_point until) {
  const unix_path at(path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!at.usable() || at.text().size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, at.text().data(), at.text().size());
  descriptor fd(::socket(AF_UNIX, kind, 0));
  if (!connect_in_time(fd.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address,
                       until))
    return {};
  return fd;
}

}  // namespace

result<client_socket> client_socket::connect(const server_address& to, steady::time_point until) {
  auto fd = to.unix_socket.empty() ? connect_tcp(to, until) : connect_unix(to.unix_socket, until);
  if (!fd.valid()) return std::unexpected(unreachable());
  client_socket s(std::move(fd), until);
  if (to.tls)
    if (auto started = s.start_tls(to.host); !started) return std::unexpected(started.error());
  return s;
}

bool client_socket::wait_for(short event) const { return wait_on(fd_.number(), event, until_); }

/// After an SSL call that did not finish: whether it is worth calling again.
bool client_socket::wait_for_tls(int outcome) const {
  switch (SSL_get_error(tls_.get(), outcome)) {
    case SSL_ERROR_WANT_READ:
      return wait_for(POLLIN);
    case SSL_ERROR_WANT_WRITE:
      return wait_for(POLLOUT);
    default:
      return false;
  }
}

result<void> client_socket::start_tls(const std::string& host) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  SSL_CTX_set_default_verify_paths(context_.get());
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  tls_.reset(SSL_new(context_.get()));
  auto* tls = tls_.get();
  SSL_set_fd(tls, fd_.number());
  if (parse_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str());
  } else {
    SSL_set1_host(tls, host.c_str());
    SSL_set_tlsext_host_name(tls, host.c_str());
  }
  int outcome = 0;
  while ((outcome = SSL_connect(tls)) != 1) {
    if (wait_for_tls(outcome)) continue;
    if (SSL_get_verify_result(tls) != X509_V_OK)
      return std::unexpected(error{errc::unavailable, "certificate_refused",
                                   "The server's certificate does not hold for its name.", ""});
    return std::unexpected(unreachable());
  }
  return {};
}

bool client_socket::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = 0;
    if (tls_) {
      const int written = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (written <= 0 && !wait_for_tls(written)) return false;
      n = std::max(written, 0);
    } else {
      if (!wait_for(POLLOUT)) return false;
      n = ::send(fd_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0) return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

ssize_t client_socket::read_some(std::string& into) {
  char space[16 * 1024];
  ssize_t n = 0;
  if (tls_) {
    int got = 0;
    while ((got = SSL_read(tls_.get(), space, sizeof space)) <= 0) {
      if (SSL_get_error(tls_.get(), got) == SSL_ERROR_ZERO_RETURN) return 0;
      if (!wait_for_tls(got)) return -1;
    }
    n = got;
  } else {
    if (!wait_for(POLLIN)) return -1;
    n = ::recv(fd_.number(), space, sizeof space, 0);
  }
  if (n > 0) into.append(space, static_cast<std::size_t>(n));
  return n;
}

}  // namespace chant::http
