#include "http/socket_connection.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace chant::http {

namespace {

constexpr std::size_t most_pieces = 64;
// A peer that keeps this thread busy lets the others have their turn.
constexpr int steps_a_turn = 16;

}  // namespace

socket_connection::socket_connection(const owner& o, worker& home, const ip_address& peer,
                                     descriptor socket, bool secure)
    : connection(home, peer, secure), owner_(o), socket_(std::move(socket)) {}

void socket_connection::on_ready(readiness now) {
  readable_ |= now.readable;
  writable_ |= now.writable;
  hung_up_ |= now.hung_up;
  pump();
}

void socket_connection::pump() {
  if (finished()) return;
  pumping_ = true;
  int steps = 0;
  while (steps < steps_a_turn && step()) ++steps;
  pumping_ = false;
  if (steps == steps_a_turn && !finished()) owner_.again(*this);
}

/// True: something was done, and more may be possible at once.
bool socket_connection::step() {
  if (finished()) return false;
  if (closing_down_) {
    report_end();
    return false;
  }
  if (!open_) {
    const auto shaken = shake_hands();
    if (shaken.what == moved::how::ended) report_end();
    if (shaken.what != moved::how::bytes) return false;
    open_ = true;
    begin();
    return true;
  }
  if (!to_write_.empty()) return writable_ && step_write();
  return (read_into_ != nullptr || read_pipe_ >= 0) && readable_ && step_read();
}

bool socket_connection::step_read() {
  const auto got =
      read_pipe_ >= 0 ? receive_into_pipe(read_pipe_, read_size_) : receive(read_into_, read_size_);
  if (got.what == moved::how::would_block) {
    readable_ = false;
    return false;
  }
  if (got.what == moved::how::ended) {
    report_end();
    return false;
  }
  read_into_ = nullptr;
  read_pipe_ = -1;
  on_read(got.size);
  return true;
}

bool socket_connection::step_write() {
  const auto went = transmit(to_write_);
  if (went.what == moved::how::would_block) {
    writable_ = false;
    return false;
  }
  if (went.what == moved::how::ended) {
    report_end();
    return false;
  }
  to_write_ = {};
  on_written(went.size);
  return true;
}

void socket_connection::start_read(char* into, std::size_t size) {
  read_into_ = into;
  read_size_ = size;
  if (readable_) want_turn();
}

bool socket_connection::start_read_into_pipe(int pipe, std::size_t size) {
  read_pipe_ = pipe;
  read_size_ = size;
  if (readable_) want_turn();
  return true;
}

void socket_connection::start_write(std::span<const std::string_view> pieces) {
  to_write_ = pieces;
  if (writable_) want_turn();
}

std::size_t socket_connection::try_write(std::span<const std::string_view> pieces) {
  if (!writable_) return 0;
  const auto went = transmit(pieces);
  if (went.what == moved::how::would_block) writable_ = false;
  return went.size;
}

bool socket_connection::finish_sending() {
  say_goodbye();
  ::shutdown(socket_.number(), SHUT_WR);
  return true;
}

void socket_connection::close() {
  closing_down_ = true;
  want_turn();
}

void socket_connection::want_turn() {
  // Within pump the next step looks anyway.
  if (!pumping_) owner_.again(*this);
}

void socket_connection::report_end() {
  socket_.reset();
  on_end();
  owner_.ended(*this);
}

socket_connection::moved socket_connection::receive(char* into, std::size_t size) {
  const auto n = ::recv(socket_.number(), into, size, 0);
  if (n < 0) return {errno == EAGAIN ? moved::how::would_block : moved::how::ended};
  if (n == 0) return {moved::how::ended};
  // What did not fill the buffer was all there is: the next edge says when there is more.
  if (static_cast<std::size_t>(n) < size && !hung_up_) readable_ = false;
  return {moved::how::bytes, static_cast<std::size_t>(n)};
}

socket_connection::moved socket_connection::receive_into_pipe(int pipe, std::size_t size) {
  const auto n =
      ::splice(socket_.number(), nullptr, pipe, nullptr, size, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  if (n < 0) return {errno == EAGAIN ? moved::how::would_block : moved::how::ended};
  if (n == 0) return {moved::how::ended};
  // Less than was asked for may be all that the pipe has slots for: only EAGAIN says there is no
  // more.
  return {moved::how::bytes, static_cast<std::size_t>(n)};
}

socket_connection::moved socket_connection::transmit(std::span<const std::string_view> pieces) {
  const auto result = [](ssize_t n) -> moved {
    if (n >= 0) return {moved::how::bytes, static_cast<std::size_t>(n)};
    return {errno == EAGAIN ? moved::how::would_block : moved::how::ended};
  };
  const auto& first = pieces.front();
  if (pieces.size() == 1)
    return result(::send(socket_.number(), first.data(), first.size(), MSG_NOSIGNAL));
  std::array<iovec, most_pieces> parts;
  const auto count = std::min(pieces.size(), parts.size());
  for (std::size_t i = 0; i < count; ++i)
    parts[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  return result(::sendmsg(socket_.number(), &message, MSG_NOSIGNAL));
}

tls_connection::tls_connection(const owner& o, worker& home, const ip_address& peer,
                               descriptor socket, const tls_context& context)
    : socket_connection(o, home, peer, std::move(socket), true),
      session_(accept_tls(context, fd())) {}

void tls_connection::on_ready(readiness now) {
  // Either direction of TLS may need either direction of the socket.
  const bool any = now.readable || now.writable;
  socket_connection::on_ready({.readable = any, .writable = any, .hung_up = now.hung_up});
}

socket_connection::moved tls_connection::outcome(int code) const {
  if (code > 0) return {moved::how::bytes, static_cast<std::size_t>(code)};
  const int why = SSL_get_error(session_.get(), code);
  const bool waits = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
  return {waits ? moved::how::would_block : moved::how::ended};
}

socket_connection::moved tls_connection::shake_hands() {
  ERR_clear_error();
  const auto shaken = outcome(SSL_do_handshake(session_.get()));
  if (shaken.what == moved::how::bytes) subject_ = peer_subject(session_);
  return shaken;
}

socket_connection::moved tls_connection::receive(char* into, std::size_t size) {
  ERR_clear_error();
  return outcome(SSL_read(session_.get(), into, static_cast<int>(size)));
}

socket_connection::moved tls_connection::transmit(std::span<const std::string_view> pieces) {
  ERR_clear_error();
  const auto& first = pieces.front();
  return outcome(SSL_write(session_.get(), first.data(), static_cast<int>(first.size())));
}

void tls_connection::say_goodbye() {
  ERR_clear_error();
  SSL_shutdown(session_.get());
}

}  // namespace chant::http
