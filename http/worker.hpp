// What the connections of one I/O thread share: time, limits, metrics, and the way back to them.
#pragma once

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/metrics.hpp"
#include "http/client_address.hpp"
#include "http/exchange.hpp"
#include "http/rate_limit.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chant::http {

/// Time limits in seconds. The defaults let a phone on a poor line through and no slowloris.
struct time_limits {
  unsigned header = 10;           ///< for a whole header, absolute
  unsigned body_grace = 10;       ///< before the minimum rate holds
  unsigned body_rate = 8 * 1024;  ///< bytes a second thereafter
  unsigned idle = 30;             ///< between requests
  unsigned write_stall = 30;      ///< without the peer taking a byte
  unsigned linger = 2;            ///< for the peer to read the last answer
};

struct connection_limits {
  reader_limits reader{};
  time_limits times{};
  std::uint32_t requests = 1000;  ///< then the connection closes: load spreads again
  std::uint32_t deferred = 4096;  ///< requests waiting for others, per thread; then 503
};

/// The server's metrics besides the routes'.
struct server_metrics {
  explicit server_metrics(metrics::registry& registry);
  metrics::gauge& connections;
  metrics::gauge& in_flight;
  metrics::counter& accepted;
  metrics::counter& refused;
  metrics::counter& received_bytes;
  metrics::counter& sent_bytes;
  metrics::counter& malformed;
  metrics::counter& timed_out;
  metrics::counter& shed;
  metrics::counter& limited;
};

/// Everything the threads of one server have in common. Immutable but for its atomics.
struct server_context {
  const router& routes;
  connection_limits limits;
  proxy_trust trust;
  std::string country_header;  ///< lower case; empty: none
  rate_limit rates;
  server_metrics counted;
  const clock& time;
};

class connection;

/// One I/O thread's share. Not thread-safe, but for its mailbox.
class worker {
 public:
  worker(server_context& context, std::shared_ptr<mailbox> box);

  /// Counts a second: refreshes the date and lets every connection look at its limits.
  void tick();
  /// Runs what came into the mailbox.
  void deliver();
  /// From now on every answer says "Connection: close", and idle connections end.
  void drain();
  [[nodiscard]] bool draining() const { return draining_; }

  [[nodiscard]] std::uint32_t enter(connection& c);
  void leave(const connection& c);
  [[nodiscard]] std::size_t size() const { return present_; }
  [[nodiscard]] const std::vector<connection*>& slots() const { return slots_; }

  /// A number no other deferred request of this thread had.
  [[nodiscard]] std::uint64_t next_generation() { return ++generations_; }
  [[nodiscard]] std::uint64_t ticks() const { return ticks_; }
  [[nodiscard]] std::string_view date_line() const { return date_line_; }
  [[nodiscard]] server_context& context() { return context_; }
  [[nodiscard]] const std::shared_ptr<mailbox>& box() const { return box_; }

  /// One output buffer goes round between the connections: it stays in the cache, and connections
  /// at rest hold none. A connection that cannot write all at once keeps it until it has.
  void lend_output(std::string& to);
  void take_back_output(std::string& from);

  /// Where streamed bodies are read into. One for all connections: a piece has been written on
  /// before the next is read.
  [[nodiscard]] std::span<char> body_space();
  /// A pipe on the way from a socket to a file, likewise for all: empty whenever no connection is
  /// at work. Not valid where the kernel has none to give.
  struct pipe_ends {
    descriptor out;
    descriptor in;
  };
  [[nodiscard]] const pipe_ends& body_pipe();
  /// Whatever lies in the pipe is lost. It stays open: others wait to read into it.
  void empty_body_pipe();

  std::uint32_t deferred = 0;  ///< requests waiting for others

 private:
  void refresh_date();

  server_context& context_;
  std::shared_ptr<mailbox> box_;
  std::vector<connection*> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t present_ = 0;
  std::uint64_t ticks_ = 0;
  std::uint64_t generations_ = 0;
  bool draining_ = false;
  std::string date_line_;
  std::string output_;
  std::vector<char> body_space_;
  pipe_ends body_pipe_;
};

}  // namespace chant::http
