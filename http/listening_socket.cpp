#include "http/listening_socket.hpp"

#include "http/address.hpp"
#include "http/unix_path.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace chant::http {

namespace {

// The kernel cuts it to net.core.somaxconn; a stampede fills what there is.
constexpr int backlog = 4096;
constexpr int socket_flags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

union any_address {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

socklen_t fill(any_address& at, const ip_address& ip, std::uint16_t port) {
  at = {};
  if (ip.is_v4()) {
    at.v4.sin_family = AF_INET;
    at.v4.sin_port = htons(port);
    std::memcpy(&at.v4.sin_addr, ip.bytes.data() + 12, 4);
    return sizeof at.v4;
  }
  at.v6.sin6_family = AF_INET6;
  at.v6.sin6_port = htons(port);
  std::memcpy(&at.v6.sin6_addr, ip.bytes.data(), ip.bytes.size());
  return sizeof at.v6;
}

void set(const descriptor& s, int level, int option) {
  const int yes = 1;
  ::setsockopt(s.number(), level, option, &yes, sizeof yes);
}

/// Two nodes of one user could share a port unawares: the kernel would deal the fans out to both. A
/// socket that does not offer to share finds the other one.
bool is_free(const any_address& at, socklen_t size) {
  const descriptor probe(::socket(at.any.sa_family, socket_flags, 0));
  set(probe, SOL_SOCKET, SO_REUSEADDR);
  return ::bind(probe.number(), &at.any, size) == 0;
}

error failed(std::string field) {
  if (errno == EADDRINUSE)
    return {errc::conflict, "address_in_use", "Another process listens there.", std::move(field)};
  return {errc::io, "listen_failed", std::strerror(errno), std::move(field)};
}

}  // namespace

result<descriptor> listen_on_port(const std::string& address, std::uint16_t port, sharing with) {
  const auto ip = parse_address(address);
  if (!ip)
    return std::unexpected(error{errc::invalid_config, "address_malformed",
                                 "The address is not a numeric one.", "address"});
  any_address at;
  const auto size = fill(at, *ip, port);
  if (with == sharing::nobody_yet && !is_free(at, size)) return std::unexpected(failed("port"));
  descriptor s(::socket(at.any.sa_family, socket_flags, 0));
  if (!s.valid()) return std::unexpected(failed("address"));
  set(s, SOL_SOCKET, SO_REUSEADDR);
  set(s, SOL_SOCKET, SO_REUSEPORT);
  // Accepted sockets inherit it: one system call less for each.
  set(s, IPPROTO_TCP, TCP_NODELAY);
  if (::bind(s.number(), &at.any, size) != 0 || ::listen(s.number(), backlog) != 0)
    return std::unexpected(failed("port"));
  return s;
}

std::uint16_t port_of(const descriptor& listening) {
  any_address at{};
  socklen_t size = sizeof at;
  ::getsockname(listening.number(), &at.any, &size);
  return ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

result<descriptor> listen_on_path(const std::filesystem::path& path) {
  const unix_path name(path);
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  if (!name.usable() || name.text().size() >= sizeof at.sun_path)
    return std::unexpected(error{errc::invalid_config, "socket_path_unusable",
                                 "The directory of the socket cannot be opened.", "unix_socket"});
  std::memcpy(at.sun_path, name.text().data(), name.text().size());
  const auto* where = reinterpret_cast<const sockaddr*>(&at);

  const descriptor probe(::socket(AF_UNIX, socket_flags, 0));
  if (::connect(probe.number(), where, sizeof at) == 0 || errno == EAGAIN) {
    errno = EADDRINUSE;
    return std::unexpected(failed("unix_socket"));
  }
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  descriptor s(::socket(AF_UNIX, socket_flags, 0));
  // The mode of the unbound socket becomes that of the file: nobody ever sees it open to others.
  if (!s.valid() || ::fchmod(s.number(), S_IRUSR | S_IWUSR) != 0 ||
      ::bind(s.number(), where, sizeof at) != 0 || ::listen(s.number(), backlog) != 0)
    return std::unexpected(failed("unix_socket"));
  return s;
}

}  // namespace chant::http
