// One event loop with its listening socket and its connections. Only server.cpp includes this.
#pragma once

#include "http/connection.hpp"
#include "http/server.hpp"
#include "http/worker.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

namespace chant::http {

namespace asio = boost::asio;

// The executor's concrete type: type erasure doubles the cost of a request.
using executor = asio::io_context::executor_type;
template <class Protocol>
using socket_of = asio::basic_stream_socket<Protocol, executor>;
template <class Protocol>
using acceptor_of = asio::basic_socket_acceptor<Protocol, executor>;

/// Counts open connections, in all and by address. Thread-safe.
class door {
 public:
  door(std::size_t most, std::uint32_t per_address, const proxy_trust& trust, bool count_loopback);
  [[nodiscard]] bool enter(const ip_address& peer);
  void leave(const ip_address& peer);
  [[nodiscard]] std::size_t inside() const { return inside_.load(); }

 private:
  [[nodiscard]] bool is_exempt(const ip_address& peer) const;

  std::size_t most_;
  std::uint32_t per_address_;
  const proxy_trust& trust_;
  bool count_loopback_;
  std::atomic<std::size_t> inside_{0};
  std::mutex mutex_;
  std::unordered_map<ip_address, std::uint32_t> by_address_;
};

class io_thread {
 public:
  io_thread(server_context& context, door& entrance, std::optional<asio::ssl::context> tls);
  ~io_thread();

  void listen(acceptor_of<asio::ip::tcp> a) { tcp_.emplace(std::move(a)); }
  void listen(acceptor_of<asio::local::stream_protocol> a) { unix_.emplace(std::move(a)); }
  [[nodiscard]] executor on() { return loop_.get_executor(); }
  void run(bool own_time);
  /// The rest may be called from any thread while it runs.
  void drain();
  void tick_once();
  void stop();

  /// For connections: destroys the one that has finished.
  void reap(const connection& c);

 private:
  template <class Protocol>
  void accept(std::optional<acceptor_of<Protocol>>& from);
  template <class Protocol>
  void accept_backlog(std::optional<acceptor_of<Protocol>>& from);
  void admit(socket_of<asio::ip::tcp> s);
  void admit(socket_of<asio::local::stream_protocol> s);
  void keep(std::unique_ptr<connection> c);
  void accept_all();
  void arm_tick();

  asio::io_context loop_{1};
  asio::executor_work_guard<executor> guard_{loop_.get_executor()};
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, executor>
      timer_{loop_.get_executor()};
  server_context& context_;
  door& entrance_;
  std::optional<asio::ssl::context> tls_;
  worker work_;
  std::optional<acceptor_of<asio::ip::tcp>> tcp_;
  std::optional<acceptor_of<asio::local::stream_protocol>> unix_;
  bool accept_failed_ = false;
  std::vector<std::unique_ptr<connection>> owned_;  // by slot
  std::thread thread_;
};

}  // namespace chant::http
