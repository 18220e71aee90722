#include "http/client.hpp"

#include "http/unix_path.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace chant::http {

namespace {

using steady = std::chrono::steady_clock;
constexpr std::size_t most_bytes = std::size_t{1} << 30;
constexpr std::size_t most_head_bytes = 64 * 1024;

error unreachable() {
  return {errc::unavailable, "node_unreachable", "No node answers at this address.", ""};
}
error silent() { return {errc::timeout, "no_answer", "The node did not answer in time.", ""}; }
error unreadable() {
  return {errc::malformed, "answer_malformed", "The answer is not HTTP/1.1.", ""};
}

class connected_socket {
 public:
  explicit connected_socket(int fd, steady::time_point until) : fd_(fd), until_(until) {}
  ~connected_socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  connected_socket(connected_socket&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), until_(other.until_) {}
  connected_socket& operator=(connected_socket&&) = delete;

  [[nodiscard]] bool wait_for(short event) const {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until_ - steady::now()).count();
    pollfd p{.fd = fd_, .events = event, .revents = 0};
    return left > 0 && ::poll(&p, 1, static_cast<int>(left)) == 1;
  }
  [[nodiscard]] bool send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      if (!wait_for(POLLOUT)) return false;
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// Bytes read; 0 at the end; -1 when it takes too long or breaks.
  [[nodiscard]] ssize_t read_some(std::string& into) const {
    if (!wait_for(POLLIN)) return -1;
    char space[16 * 1024];
    const auto n = ::recv(fd_, space, sizeof space, 0);
    if (n > 0) into.append(space, static_cast<std::size_t>(n));
    return n;
  }

 private:
  int fd_;
  steady::time_point until_;
};

result<connected_socket> connect_unix(const std::filesystem::path& path, steady::time_point until) {
  const unix_path at(path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!at.usable() || at.text().size() >= sizeof address.sun_path)
    return std::unexpected(unreachable());
  std::memcpy(address.sun_path, at.text().data(), at.text().size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  connected_socket mine(fd, until);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return std::unexpected(unreachable());
  return mine;
}

result<connected_socket> connect_tcp(const server_address& to, steady::time_point until) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(to.port);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  connected_socket mine(fd, until);
  if (::inet_pton(AF_INET, to.host.c_str(), &address.sin_addr) != 1 ||
      ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return std::unexpected(unreachable());
  return mine;
}

std::string compose(const client_request& r) {
  std::string text = std::string(r.verb) + " " + std::string(r.target) +
                     " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  for (const auto& [name, value] : r.fields) text += name + ": " + value + "\r\n";
  if (!r.body.empty() || r.verb == "PUT" || r.verb == "POST")
    text += "Content-Length: " + std::to_string(r.body.size()) + "\r\n";
  return text.append("\r\n").append(r.body);
}

bool parse_fields(std::string_view lines, client_reply& into) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find("\r\n"), lines.size());
    const auto line = lines.substr(0, end);
    const auto colon = line.find(':');
    if (colon == line.npos) return false;
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    auto value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    into.fields.insert_or_assign(std::move(name), std::string(value));
    lines.remove_prefix(std::min(end + 2, lines.size()));
  }
  return true;
}

bool parse_head(std::string_view head, client_reply& into) {
  if (!head.starts_with("HTTP/1.1 ") || head.size() < 12) return false;
  const auto code = head.substr(9, 3);
  const auto [stop, problem] = std::from_chars(code.data(), code.data() + 3, into.status);
  if (problem != std::errc{} || stop != code.data() + 3) return false;
  const auto line_end = head.find("\r\n");
  return line_end == head.npos || parse_fields(head.substr(line_end + 2), into);
}

/// How long the body is: none for HEAD, 204 and 304; otherwise up to the end of the connection.
std::size_t body_size(const client_request& asked, const client_reply& reply) {
  if (asked.verb == "HEAD" || reply.status == 204 || reply.status == 304) return 0;
  const auto at = reply.fields.find("content-length");
  std::size_t size = most_bytes;
  if (at != reply.fields.end())
    std::from_chars(at->second.data(), at->second.data() + at->second.size(), size);
  return size;
}

result<client_reply> receive(const connected_socket& from, const client_request& asked) {
  std::string bytes;
  std::size_t head_end = 0;
  while ((head_end = bytes.find("\r\n\r\n")) == bytes.npos) {
    if (bytes.size() > most_head_bytes) return std::unexpected(unreadable());
    const auto n = from.read_some(bytes);
    if (n < 0) return std::unexpected(silent());
    if (n == 0) return std::unexpected(unreadable());
  }
  client_reply reply;
  if (!parse_head(std::string_view(bytes).substr(0, head_end), reply))
    return std::unexpected(unreadable());
  bytes.erase(0, head_end + 4);
  const auto wanted = body_size(asked, reply);
  while (bytes.size() < wanted) {
    if (bytes.size() >= most_bytes)
      return std::unexpected(
          error{errc::too_large, "answer_too_large", "The answer is too large.", ""});
    const auto n = from.read_some(bytes);
    if (n < 0) return std::unexpected(silent());
    if (n == 0) break;
  }
  if (wanted != most_bytes && bytes.size() < wanted) return std::unexpected(unreadable());
  reply.body = std::move(bytes);
  return reply;
}

}  // namespace

result<client_reply> fetch(const server_address& at, const client_request& request,
                           std::chrono::milliseconds at_most) {
  const auto until = steady::now() + at_most;
  const auto s =
      at.unix_socket.empty() ? connect_tcp(at, until) : connect_unix(at.unix_socket, until);
  if (!s) return std::unexpected(s.error());
  if (!s->send_all(compose(request))) return std::unexpected(silent());
  return receive(*s, request);
}

}  // namespace chant::http
