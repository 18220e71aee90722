// One thread of the server: an event loop with its listening socket and its connections.
#pragma once

#include "http/door.hpp"
#include "http/event_loop.hpp"
#include "http/socket_connection.hpp"
#include "http/tls.hpp"
#include "http/worker.hpp"

#include <memory>
#include <thread>
#include <vector>

namespace chant::http {

class io_thread final : private watcher {
 public:
  /// `tls` may be nullptr: plain. Context and door outlive the thread.
  io_thread(server_context& context, door& entrance, descriptor listening, tls_context tls);
  ~io_thread() override;

  /// errc::io "listen_failed".
  [[nodiscard]] result<void> start(bool own_time);
  /// Once started, these may be called from any thread.
  void drain();
  /// Lets one second pass and returns when every connection has looked.
  void tick();
  void stop();

 private:
  void on_ready(readiness now) override;
  [[nodiscard]] bool accept_one();
  void admit(descriptor socket, const ip_address& peer);
  void refuse(const descriptor& socket);
  void each_second();
  void after_turn();
  void retire(socket_connection& c);

  server_context& context_;
  door& entrance_;
  event_loop loop_;
  worker work_;
  tls_context tls_;
  descriptor listening_;
  bool listens_ = false;  // to what the loop tells; off while descriptors have run out
  socket_connection::owner owner_;
  std::vector<std::unique_ptr<socket_connection>> present_;  // by slot
  std::vector<socket_connection*> again_;
  // The dead lie for two turns: events and wishes may still name them until then.
  std::vector<std::unique_ptr<socket_connection>> dead_;
  std::vector<std::unique_ptr<socket_connection>> long_dead_;
  std::thread thread_;
};

}  // namespace chant::http
