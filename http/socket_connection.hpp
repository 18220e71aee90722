// The transports under a connection: a plain socket, and TLS over one.
#pragma once

#include "base/files.hpp"
#include "http/connection.hpp"
#include "http/event_loop.hpp"
#include "http/tls.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace chant::http {

/// Moves bytes when the kernel is ready and asks it no more often than that. Lives on its loop's
/// thread.
class socket_connection : public connection, public watcher {
 public:
  /// Calls `again` on the loop's next turn with the connections that asked for one, `ended` when
  /// everything is over; both given by the thread that owns the connection.
  struct owner {
    std::function<void(socket_connection&)> again;
    std::function<void(socket_connection&)> ended;
  };
  socket_connection(const owner& o, worker& home, const ip_address& peer, descriptor socket,
                    bool secure);

  void on_ready(readiness now) override;
  /// Does what is wanted and possible.
  void pump();
  [[nodiscard]] int fd() const { return socket_.number(); }

 protected:
  struct moved {
    enum class how : std::uint8_t { bytes, would_block, ended };
    how what;
    std::size_t size = 0;
  };
  [[nodiscard]] virtual moved receive(char* into, std::size_t size);
  [[nodiscard]] moved receive_into_pipe(int pipe, std::size_t size);
  [[nodiscard]] virtual moved transmit(std::span<const std::string_view> pieces);
  /// True once bytes of requests can flow; called again whenever the socket is ready.
  [[nodiscard]] virtual moved shake_hands() { return {moved::how::bytes}; }
  virtual void say_goodbye() {}

  void start_read(char* into, std::size_t size) override;
  bool start_read_into_pipe(int pipe, std::size_t size) override;
  void start_write(std::span<const std::string_view> pieces) override;
  std::size_t try_write(std::span<const std::string_view> pieces) override;
  [[nodiscard]] bool finish_sending() override;
  void close() override;

  bool readable_ = false;
  bool writable_ = true;
  bool hung_up_ = false;

 private:
  void want_turn();
  void report_end();
  [[nodiscard]] bool step();
  [[nodiscard]] bool step_read();
  [[nodiscard]] bool step_write();

  const owner& owner_;
  descriptor socket_;
  bool open_ = false;  // hands are shaken
  bool pumping_ = false;
  bool closing_down_ = false;
  char* read_into_ = nullptr;  // set: a read is wanted
  int read_pipe_ = -1;         // set: likewise, into a pipe
  std::size_t read_size_ = 0;
  std::span<const std::string_view> to_write_;  // not empty: a write is wanted
};

class tls_connection final : public socket_connection {
 public:
  tls_connection(const owner& o, worker& home, const ip_address& peer, descriptor socket,
                 const tls_context& context);
  void on_ready(readiness now) override;

 private:
  [[nodiscard]] moved receive(char* into, std::size_t size) override;
  /// What comes off the socket must be opened first.
  bool start_read_into_pipe(int, std::size_t) override { return false; }
  [[nodiscard]] moved transmit(std::span<const std::string_view> pieces) override;
  [[nodiscard]] moved shake_hands() override;
  void say_goodbye() override;
  [[nodiscard]] moved outcome(int code) const;
  [[nodiscard]] std::string_view peer_certificate() const override { return subject_; }

  tls_session session_;
  std::string subject_;  ///< of the peer's certificate
};

}  // namespace chant::http
