// A mail relay that says what a test tells it to, on a free port of this machine.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace chant::mail {

/// The relay's end of one connection. Blocks; throws hung_up when the client is gone.
class relay_peer {
 public:
  struct hung_up {};

  relay_peer(int fd, int number) : number_(number), fd_(fd) {}
  relay_peer(const relay_peer&) = delete;
  relay_peer& operator=(const relay_peer&) = delete;
  ~relay_peer();

  /// 0 for the first connection of a test.
  [[nodiscard]] int number() const { return number_; }
  void say(std::string_view line) { send(std::string(line) + "\r\n"); }
  void send(std::string_view bytes);
  /// The next line, without CRLF.
  [[nodiscard]] std::string hear();
  /// Nothing is here behind what was heard so far.
  [[nodiscard]] bool heard_all() const { return buffer_.empty(); }
  /// The message up to the final dot, as it was before dots were doubled.
  [[nodiscard]] std::string hear_message();
  /// Reads until the client hangs up.
  void wait_for_end();
  /// Ends the connection at once.
  void hang_up();
  void start_tls(ssl_ctx_st* context);

  /// 220, and 250 to EHLO with these extensions.
  void greet(const std::vector<std::string>& extensions);
  /// Takes one letter without pipelining or with it; its message.
  std::string take_letter(std::string_view answer = "250 2.0.0 Ok: queued as AB12");
  /// Takes letters until QUIT or the end.
  void take_letters();

 private:
  void read_more();

  int number_;
  int fd_;
  ssl_st* tls_ = nullptr;
  std::string buffer_;
};

class scripted_relay {
 public:
  using script = std::function<void(relay_peer&)>;

  /// `each` runs once a connection, each on a thread of its own.
  explicit scripted_relay(script each);
  /// Waits for the scripts: whoever talks to the relay must be gone before.
  ~scripted_relay();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void serve();

  script each_;
  std::uint16_t port_ = 0;
  int listener_;
  std::vector<std::thread> scripts_;
  std::thread thread_;
};

}  // namespace chant::mail
