#include "http/io_thread.hpp"

#include "http/socket_connection.hpp"

#include <sys/socket.h>

#include <cstring>
#include <future>

namespace chant::http {

namespace {

constexpr std::string_view too_many =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"
    "Retry-After: 2\r\nConnection: close\r\nContent-Length: 94\r\n\r\n"
    R"({"type":"about:blank","title":"Service Unavailable","status":503,"code":"too_many_connections"})";

ip_address address_of(const asio::ip::address& a) {
  if (a.is_v4()) return ip_address::v4(a.to_v4().to_bytes());
  ip_address mine;
  const auto bytes = a.to_v6().to_bytes();
  std::memcpy(mine.bytes.data(), bytes.data(), bytes.size());
  return mine;
}

ip_address loopback() { return ip_address::v4({127, 0, 0, 1}); }

}  // namespace

door::door(std::size_t most, std::uint32_t per_address, const proxy_trust& trust,
           bool count_loopback)
    : most_(most), per_address_(per_address), trust_(trust), count_loopback_(count_loopback) {}

bool door::is_exempt(const ip_address& peer) const {
  return (peer.is_loopback() && !count_loopback_) || trust_.proxies.contains(peer);
}

bool door::enter(const ip_address& peer) {
  if (inside_.fetch_add(1) >= most_) {
    inside_.fetch_sub(1);
    return false;
  }
  if (is_exempt(peer)) return true;
  const std::scoped_lock lock(mutex_);
  auto& count = by_address_[peer.limit_key()];
  if (count >= per_address_) {
    inside_.fetch_sub(1);
    return false;
  }
  ++count;
  return true;
}

void door::leave(const ip_address& peer) {
  inside_.fetch_sub(1);
  if (is_exempt(peer)) return;
  const std::scoped_lock lock(mutex_);
  const auto at = by_address_.find(peer.limit_key());
  if (--at->second == 0) by_address_.erase(at);
}

io_thread::io_thread(server_context& context, door& entrance, std::optional<asio::ssl::context> tls)
    : context_(context),
      entrance_(entrance),
      tls_(std::move(tls)),
      work_(context,
            std::make_shared<mailbox>([this] { asio::post(loop_, [this] { work_.deliver(); }); })) {
}

io_thread::~io_thread() { stop(); }

void io_thread::run(bool own_time) {
  accept_all();
  if (own_time) arm_tick();
  thread_ = std::thread([this] { loop_.run(); });
}

void io_thread::stop() {
  if (!thread_.joinable()) return;
  work_.box()->close();
  loop_.stop();
  thread_.join();
  for (auto& c : owned_)
    if (c) entrance_.leave(c->peer());
  owned_.clear();
}

void io_thread::drain() {
  asio::post(loop_, [this] {
    work_.drain();
    // Who already stands in the queue is served; closing would reset them.
    accept_backlog(tcp_);
    accept_backlog(unix_);
    tcp_.reset();
    unix_.reset();
  });
}

void io_thread::tick_once() {
  std::promise<void> done;
  asio::post(loop_, [&] {
    work_.tick();
    // Twice through the queue: closed connections report their end in the meantime.
    asio::post(loop_, [&] { asio::post(loop_, [&] { done.set_value(); }); });
  });
  done.get_future().wait();
}

void io_thread::arm_tick() {
  timer_.expires_after(std::chrono::seconds(1));
  timer_.async_wait([this](const boost::system::error_code& ec) {
    if (ec) return;
    work_.tick();
    if (std::exchange(accept_failed_, false)) accept_all();
    arm_tick();
  });
}

void io_thread::accept_all() {
  accept(tcp_);
  accept(unix_);
}

template <class Protocol>
void io_thread::accept(std::optional<acceptor_of<Protocol>>& from) {
  if (!from) return;
  from->async_accept(loop_,
                     [this, &from](const boost::system::error_code& ec, socket_of<Protocol> s) {
                       if (ec == asio::error::operation_aborted || !from) return;
                       // Out of descriptors: the queue must wait until something closes.
                       if (ec && ec != asio::error::connection_aborted) {
                         accept_failed_ = true;
                         return;
                       }
                       if (!ec) admit(std::move(s));
                       accept(from);
                     });
}

template <class Protocol>
void io_thread::accept_backlog(std::optional<acceptor_of<Protocol>>& from) {
  if (!from) return;
  boost::system::error_code ec;
  from->non_blocking(true, ec);
  while (!ec) {
    socket_of<Protocol> s(loop_.get_executor());
    from->accept(s, ec);
    if (!ec) admit(std::move(s));
  }
}

void io_thread::admit(socket_of<asio::ip::tcp> s) {
  boost::system::error_code ec;
  const auto remote = s.remote_endpoint(ec);
  if (ec) return;
  const auto peer = address_of(remote.address());
  if (!entrance_.enter(peer)) {
    context_.counted.refused.add();
    ::send(s.native_handle(), too_many.data(), too_many.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return;
  }
  s.set_option(asio::ip::tcp::no_delay(true), ec);
  if (tls_)
    keep(std::make_unique<tls_connection>(*this, work_, peer, std::move(s), *tls_));
  else
    keep(std::make_unique<plain_connection<asio::ip::tcp>>(*this, work_, peer, std::move(s)));
}

void io_thread::admit(socket_of<asio::local::stream_protocol> s) {
  // Whoever may open the socket file is the operator: only the total counts.
  if (!entrance_.enter(loopback())) return;
  keep(std::make_unique<plain_connection<asio::local::stream_protocol>>(*this, work_, loopback(),
                                                                        std::move(s)));
}

void io_thread::keep(std::unique_ptr<connection> c) {
  context_.counted.accepted.add();
  const auto slot = c->slot();
  if (owned_.size() <= slot) owned_.resize(slot + 1);
  owned_[slot] = std::move(c);
  owned_[slot]->begin();
}

void io_thread::reap(const connection& c) {
  entrance_.leave(c.peer());
  owned_[c.slot()].reset();
}

}  // namespace chant::http
