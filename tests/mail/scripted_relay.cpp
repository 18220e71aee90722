#include "tests/mail/scripted_relay.hpp"

#include <gtest/gtest.h>

#include <openssl/ssl.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <system_error>

namespace chant::mail {
namespace {

int listen_somewhere(std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd, generic, size) != 0 || ::listen(fd, 64) != 0 ||
      ::getsockname(fd, generic, &size) != 0)
    throw std::system_error(errno, std::generic_category());
  port = ntohs(address.sin_port);
  return fd;
}

}  // namespace

relay_peer::~relay_peer() {
  ::SSL_free(tls_);
  ::close(fd_);
}

void relay_peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = tls_ != nullptr
                         ? ::SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                         : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) throw hung_up{};
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void relay_peer::read_more() {
  std::array<char, 4096> some{};
  const auto got = tls_ != nullptr ? ::SSL_read(tls_, some.data(), some.size())
                                   : ::recv(fd_, some.data(), some.size(), 0);
  if (got <= 0) throw hung_up{};
  buffer_.append(some.data(), static_cast<std::size_t>(got));
}

std::string relay_peer::hear() {
  for (;;) {
    const auto end = buffer_.find("\r\n");
    if (end == std::string::npos) {
      read_more();
      continue;
    }
    auto line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return line;
  }
}

std::string relay_peer::hear_message() {
  std::string message;
  for (auto line = hear(); line != "."; line = hear())
    message += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
  return message;
}

void relay_peer::wait_for_end() {
  try {
    for (;;) read_more();
  } catch (hung_up) {
  }
}

void relay_peer::hang_up() {
  ::shutdown(fd_, SHUT_RDWR);
  throw hung_up{};
}

void relay_peer::start_tls(ssl_ctx_st* context) {
  tls_ = ::SSL_new(context);
  ::SSL_set_fd(tls_, fd_);
  if (::SSL_accept(tls_) != 1) throw hung_up{};
}

void relay_peer::greet(const std::vector<std::string>& extensions) {
  say("220 relay.example ESMTP");
  EXPECT_EQ(hear(), "EHLO chant.example");
  std::string reply = "250-relay.example greets you";
  for (const auto& extension : extensions) reply += "\r\n250-" + extension;
  reply[reply.rfind("250-") + 3] = ' ';
  say(reply);
}

std::string relay_peer::take_letter(std::string_view answer) {
  for (auto line = hear(); line != "DATA"; line = hear()) {
    if (line == "QUIT") {
      say("221 bye");
      hang_up();
    }
    say("250 2.1.0 Ok");
  }
  say("354 go on");
  auto message = hear_message();
  say(answer);
  return message;
}

void relay_peer::take_letters() {
  for (;;) take_letter();
}

scripted_relay::scripted_relay(script each)
    : each_(std::move(each)), listener_(listen_somewhere(port_)), thread_([this] { serve(); }) {}

scripted_relay::~scripted_relay() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  for (auto& each : scripts_) each.join();
  ::close(listener_);
}

void scripted_relay::serve() {
  for (int number = 0;; ++number) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    scripts_.emplace_back([this, fd, number] {
      relay_peer peer(fd, number);
      try {
        each_(peer);
      } catch (relay_peer::hung_up) {
      }
    });
  }
}

}  // namespace chant::mail
