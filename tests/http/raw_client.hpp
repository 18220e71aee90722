// A client that sends exactly the bytes it is told to, for what no decent client would send.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace chant::tests {

class raw_client {
 public:
  explicit raw_client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
  }
  ~raw_client() { ::close(fd_); }
  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void finish() { ::shutdown(fd_, SHUT_WR); }

  /// Everything up to the server's end of the connection; twenty seconds at most.
  std::string read_all() {
    while (read_some()) {
    }
    return std::exchange(received_, {});
  }
  /// Up to and with `mark`, or what came before the end.
  std::string read_until(std::string_view mark) {
    while (received_.find(mark) == received_.npos && read_some()) {
    }
    const auto at = received_.find(mark);
    const auto size = at == received_.npos ? received_.size() : at + mark.size();
    auto text = received_.substr(0, size);
    received_.erase(0, size);
    return text;
  }
  [[nodiscard]] int descriptor() const { return fd_; }

 private:
  bool read_some() {
    pollfd p{.fd = fd_, .events = POLLIN, .revents = 0};
    if (::poll(&p, 1, 20'000) != 1) return false;
    char space[16 * 1024];
    const auto n = ::recv(fd_, space, sizeof space, 0);
    if (n <= 0) return false;
    received_.append(space, static_cast<std::size_t>(n));
    return true;
  }

  int fd_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace chant::tests
