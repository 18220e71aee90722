#include "http/io_thread.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <future>
#include <string_view>

namespace chant::http {

namespace {

constexpr std::string_view too_many_answer =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"
    "Retry-After: 2\r\nConnection: close\r\nContent-Length: 95\r\n\r\n"
    R"({"type":"about:blank","title":"Service Unavailable","status":503,"code":"too_many_connections"})";
// Whoever waits is let in; then those inside have their turn.
constexpr int accepts_a_turn = 64;

ip_address address_of(const sockaddr_storage& from) {
  ip_address a;
  if (from.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &from, sizeof v6);
    std::memcpy(a.bytes.data(), &v6.sin6_addr, a.bytes.size());
    return a;
  }
  // A Unix socket's file mode says who may connect: that is this machine.
  std::array<std::uint8_t, 4> octets{127, 0, 0, 1};
  if (from.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &from, sizeof v4);
    std::memcpy(octets.data(), &v4.sin_addr, octets.size());
  }
  return ip_address::v4(octets);
}

}  // namespace

io_thread::io_thread(server_context& context, door& entrance, descriptor listening, tls_context tls)
    : context_(context),
      entrance_(entrance),
      work_(context,
            std::make_shared<mailbox>([this] { loop_.post([this] { work_.deliver(); }); })),
      tls_(std::move(tls)),
      listening_(std::move(listening)),
      owner_{[this](socket_connection& c) {
               again_.push_back(&c);
               loop_.hurry();
             },
             [this](socket_connection& c) { retire(c); }} {}

io_thread::~io_thread() { stop(); }

result<void> io_thread::start(bool own_time) {
  listens_ = loop_.watch(listening_.number(), *this, event_loop::trigger::level);
  if (!listens_) return std::unexpected(error{errc::io, "listen_failed", std::strerror(errno), ""});
  thread_ = std::thread([this, own_time] {
    loop_.run(own_time ? [this] { each_second(); } : std::function<void()>(),
              [this] { after_turn(); });
  });
  return {};
}

void io_thread::stop() {
  if (!thread_.joinable()) return;
  work_.box()->close();
  loop_.stop();
  thread_.join();
  for (auto& c : present_)
    if (c) entrance_.leave(c->peer());
  present_.clear();
}

void io_thread::drain() {
  loop_.post([this] {
    work_.drain();
    // Who already stands in the queue is served; closing would reset them.
    while (listening_.valid() && accept_one()) {
    }
    listening_.reset();
  });
}

void io_thread::tick() {
  std::promise<void> done;
  loop_.post([&] {
    work_.tick();
    // The connections that ended do so in the next turn.
    loop_.post([&] { loop_.post([&] { done.set_value(); }); });
  });
  done.get_future().wait();
}

void io_thread::each_second() {
  work_.tick();
  if (listening_.valid() && !listens_)
    listens_ = loop_.watch(listening_.number(), *this, event_loop::trigger::level);
}

void io_thread::after_turn() {
  std::vector<socket_connection*> again;
  again.swap(again_);
  for (auto* c : again) c->pump();
  long_dead_.clear();
  long_dead_.swap(dead_);
  if (!long_dead_.empty()) loop_.hurry();
}

void io_thread::on_ready(readiness) {
  for (int i = 0; i < accepts_a_turn && listening_.valid() && accept_one(); ++i) {
  }
}

bool io_thread::accept_one() {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  descriptor socket(::accept4(listening_.number(), reinterpret_cast<sockaddr*>(&from), &size,
                              SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (socket.valid()) {
    admit(std::move(socket), address_of(from));
    return true;
  }
  if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
    // Until something closes the queue must wait; asking on and on would burn the core.
    loop_.unwatch(listening_.number());
    listens_ = false;
  }
  return errno == ECONNABORTED;
}

void io_thread::admit(descriptor socket, const ip_address& peer) {
  if (!entrance_.enter(peer)) return refuse(socket);
  const int fd = socket.number();
  std::unique_ptr<socket_connection> c;
  if (tls_)
    c = std::make_unique<tls_connection>(owner_, work_, peer, std::move(socket), tls_);
  else
    c = std::make_unique<socket_connection>(owner_, work_, peer, std::move(socket), false);
  if (!loop_.watch(fd, *c, event_loop::trigger::edge)) return entrance_.leave(peer);
  context_.counted.accepted.add();
  if (present_.size() <= c->slot()) present_.resize(c->slot() + 1);
  present_[c->slot()] = std::move(c);
}

void io_thread::refuse(const descriptor& socket) {
  context_.counted.refused.add();
  ::send(socket.number(), too_many_answer.data(), too_many_answer.size(),
         MSG_DONTWAIT | MSG_NOSIGNAL);
}

void io_thread::retire(socket_connection& c) {
  entrance_.leave(c.peer());
  dead_.push_back(std::move(present_[c.slot()]));
}

}  // namespace chant::http
