#include "mail/smtp_connection.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace chant::mail {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

smtp_connection::smtp_connection(net::io_context& loop, const smtp_settings& settings,
                                 const tls_client* tls, owner& of)
    : loop_(loop),
      settings_(settings),
      tls_context_(tls),
      owner_(of),
      resolver_(loop),
      socket_(loop) {}

void smtp_connection::open(bool may_encrypt) {
  may_encrypt_ = may_encrypt;
  hold();
  resolver_.async_resolve(settings_.host, std::to_string(settings_.port),
                          [self = shared_from_this()](error_code wrong, endpoints found) {
                            if (self->state_ == state::closed) return;
                            self->addresses_ = std::move(found);
                            self->next_address_ = self->addresses_.begin();
                            self->try_next_address(wrong ? wrong.message() : "no address");
                          });
}

void smtp_connection::try_next_address(std::string why) {
  if (next_address_ == addresses_.end()) return fail("connect_failed", std::move(why));
  socket_ = tcp::socket(loop_);
  hold();
  socket_.async_connect((next_address_++)->endpoint(),
                        [self = shared_from_this()](error_code wrong) {
                          if (self->state_ == state::closed) return;
                          if (wrong) return self->try_next_address(wrong.message());
                          self->connected();
                        });
}

void smtp_connection::connected() {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  const bool at_once = settings_.security == smtp_security::implicit;
  opening_.emplace(settings_, out_, at_once, may_encrypt_);
  if (at_once) return start_tls();
  state_ = state::opening;
  hold();
  wait_to_read();
}

void smtp_connection::start_tls() {
  tls_ = tls_context_->over(socket_.native_handle());
  state_ = state::shaking_hands;
  hold();
  shake_hands();
}

void smtp_connection::shake_hands() {
  switch (handshake(*tls_).how) {
    case moved::wait_to_read:
      return wait_to_read();
    case moved::wait_to_write:
      return wait_to_write();
    case moved::closed:
    case moved::broken:
      return fail("tls_failed", why_broken(*tls_));
    case moved::some:
      break;
  }
  state_ = state::opening;
  // With TLS from the first byte the greeting comes next, after STARTTLS it has been.
  if (settings_.security != smtp_security::implicit) opening_->encrypted();
  hold();
  on_readable();
}

void smtp_connection::wait_to_read() {
  if (waits_to_read_ || state_ == state::closed) return;
  waits_to_read_ = true;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code) {
    self->waits_to_read_ = false;
    if (self->state_ != state::closed) self->on_readable();
  });
}

void smtp_connection::wait_to_write() {
  if (waits_to_write_ || state_ == state::closed) return;
  waits_to_write_ = true;
  socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](error_code) {
    self->waits_to_write_ = false;
    if (self->state_ == state::closed) return;
    if (self->state_ == state::shaking_hands) return self->shake_hands();
    self->flush();
  });
}

void smtp_connection::on_readable() {
  if (state_ == state::shaking_hands) return shake_hands();
  read_all();
  if (state_ == state::closed || state_ == state::shaking_hands) return;
  flush();
  wait_to_read();
}

transfer smtp_connection::read_some(std::span<char> into) {
  return tls_ ? read(*tls_, into) : read(socket_.native_handle(), into);
}

void smtp_connection::read_all() {
  const auto into = owner_.scratch();
  for (;;) {
    const auto got = read_some(into);
    if (got.how == moved::wait_to_read) return;
    if (got.how == moved::wait_to_write) return wait_to_write();
    if (got.how != moved::some) return fail("connection_lost", {});
    replies_.feed({into.data(), got.bytes});
    process();
    if (state_ == state::closed || state_ == state::shaking_hands) return;
    // A plain socket that did not fill the buffer is empty; TLS may hold more.
    if (!tls_ && got.bytes < into.size()) return;
  }
}

void smtp_connection::process() {
  smtp_reply reply;
  while (state_ != state::closed) {
    const auto found = replies_.next(reply);
    if (found == smtp_reply_reader::status::malformed) return fail("protocol_error", {});
    if (found == smtp_reply_reader::status::incomplete) return;
    process(reply);
    if (state_ == state::shaking_hands) return;
  }
}

void smtp_connection::process(const smtp_reply& reply) {
  if (state_ == state::opening) return process_opening(reply);
  if (state_ == state::quitting) return close();
  if (!letters_->receive(reply)) return close();
  letters_->begin();
  rest();
}

void smtp_connection::process_opening(const smtp_reply& reply) {
  switch (opening_->receive(reply, !replies_.empty())) {
    case smtp_opening::outcome::going_on:
      return hold();
    case smtp_opening::outcome::start_tls:
      return start_tls();
    case smtp_opening::outcome::failed:
      trouble_ = opening_->trouble();
      return close();
    case smtp_opening::outcome::ready:
      break;
  }
  state_ = state::ready;
  letters_.emplace(settings_, opening_->extensions(), owner_, out_);
  letters_->begin();
  rest();
}

/// After whatever may have left it without work.
void smtp_connection::rest() {
  if (letters_->idle() && (finishing_ || letters_->spent())) return quit();
  hold();
}

void smtp_connection::begin() {
  if (state_ != state::ready) return;
  letters_->begin();
  rest();
  flush();
}

void smtp_connection::flush() {
  bool progress = false;
  while (state_ != state::closed && !out_.unsent().empty()) {
    const auto bytes = out_.unsent();
    const auto put = tls_ ? write(*tls_, bytes) : write(socket_.native_handle(), bytes);
    if (put.how == moved::wait_to_write) wait_to_write();
    if (put.how == moved::wait_to_read || put.how == moved::wait_to_write) break;
    if (put.how != moved::some) {
      // A relay that refuses in the middle of a message may have said why before it hung up.
      read_all();
      return fail("connection_lost", {});
    }
    out_.sent(put.bytes);
    progress = true;
  }
  if (progress && state_ != state::closed) hold();
}

void smtp_connection::finish() {
  finishing_ = true;
  if (opening()) return close();
  if (state_ != state::ready) return;
  letters_->finish();
  rest();
  flush();
}

void smtp_connection::quit() {
  out_.tail() += "QUIT\r\n";
  state_ = state::quitting;
  hold();
}

void smtp_connection::expire(time_point now) {
  if (state_ == state::closed || now < deadline_) return;
  if (state_ == state::ready && letters_->idle()) {
    quit();
    return flush();
  }
  if (state_ == state::connecting && next_address_ != addresses_.end()) {
    error_code ignored;
    socket_.close(ignored);  // its handler tries the next
    deadline_ = time_point::max();
    return;
  }
  fail(state_ == state::connecting ? "connect_failed" : "relay_silent", {});
}

void smtp_connection::fail(std::string_view code, std::string text) {
  if (state_ == state::closed) return;
  if (letters_) {
    letters_->lose(code);
  } else {
    trouble_ = {.what = delivery::fate::deferred,
                .queue_id = {},
                .code = std::string(code),
                .text = std::move(text),
                .of_relay = true};
  }
  close();
}

void smtp_connection::close() {
  if (state_ == state::closed) return;
  state_ = state::closed;
  deadline_ = time_point::max();
  resolver_.cancel();
  error_code ignored;
  socket_.close(ignored);
  owner_.ended(*this, trouble_ ? &*trouble_ : nullptr);
}

void smtp_connection::hold() {
  deadline_ = std::chrono::steady_clock::now() + patience();
  owner_.due_at(deadline_);
}

std::chrono::milliseconds smtp_connection::patience() const {
  switch (state_) {
    case state::connecting:
    case state::shaking_hands:
      return settings_.timeouts.connect;
    case state::opening:
      return opening_->patience();
    case state::ready:
      return letters_->idle() ? settings_.idle : letters_->patience();
    case state::quitting:
    case state::closed:
      break;
  }
  return settings_.timeouts.quit;
}

}  // namespace chant::mail
