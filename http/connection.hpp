// One client's connection as a state machine over bytes: reads requests, has them served, writes
// answers, keeps the time limits. It knows no socket, so tests and the fuzzer drive it directly.
#pragma once

#include "http/exchange.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/worker.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chant::http {

/// Lives on its worker's thread. At most one transport operation is under way at a time.
class connection : public exchange {
 public:
  connection(worker& home, const ip_address& peer, bool secure);
  ~connection() override;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// The transport is ready for the first request.
  virtual void begin();
  /// `size` bytes came into the space that start_read was given.
  void on_read(std::size_t size);
  /// `size` bytes of what start_write was given have gone.
  void on_written(std::size_t size);
  /// The operation under way ended without bytes: the peer closed, or it was aborted.
  void on_end();
  /// A second has passed.
  void on_tick();
  /// The work of request `generation` is done; answers unless that request is long gone.
  void on_delivery(std::uint64_t generation, finish rest);
  /// on_end has come: nothing is under way and nothing will be. The transport's owner destroys it.
  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] std::uint32_t slot() const { return slot_; }
  [[nodiscard]] const ip_address& peer() const { return peer_; }

  [[nodiscard]] const request& asked() const override { return reader_.current(); }
  void answer(response r) override;
  [[nodiscard]] ticket defer() override;
  void accept_body(std::unique_ptr<body_sink> sink) override;

 protected:
  /// The transport. Each started operation ends in exactly one on_…; none may end before returning.
  virtual void start_read(char* into, std::size_t size) = 0;
  /// Reads into a pipe instead. False: this transport cannot.
  [[nodiscard]] virtual bool start_read_into_pipe(int /*pipe*/, std::size_t /*size*/) {
    return false;
  }
  virtual void start_write(std::span<const std::string_view> pieces) = 0;
  /// Writes what goes without waiting and returns how much that was: mostly all of it, and one turn
  /// of the event loop is saved. 0 also where this cannot be done; start_write then tells why.
  [[nodiscard]] virtual std::size_t try_write(std::span<const std::string_view>) { return 0; }
  /// Tells the peer that nothing more comes. True: done, on to reading what it still sends; false:
  /// an operation that ends in on_end.
  [[nodiscard]] virtual bool finish_sending() = 0;
  /// Subject of the certificate that the peer has proved to own; lives as long as the connection.
  [[nodiscard]] virtual std::string_view peer_certificate() const { return {}; }
  /// Ends everything; on_end follows, later, whether or not an operation was under way.
  virtual void close() = 0;

 private:
  struct big_piece {
    std::size_t at;  ///< goes out before this byte of out_
    std::string_view bytes;
    std::shared_ptr<const void> owner;
  };

  void advance();
  void read_more();
  void read_body();
  void on_body_read(std::size_t size);
  [[nodiscard]] bool flush();
  void serve_available();
  void gather();
  [[nodiscard]] bool advance_output(std::size_t size);
  [[nodiscard]] std::span<const std::string_view> next_pieces() const;
  [[nodiscard]] bool has_output() const { return !out_.empty() || !big_.empty(); }
  void linger();
  void end();
  void take(const request_reader::step& step);
  void begin_body();
  void take_piece(std::string_view bytes);
  void finish_body();
  void serve();
  void undefer();
  [[nodiscard]] std::optional<response> refusal();
  void refuse(const fault& f);
  void append_head(const response& r, bool with_length);
  void append_body(response& r);
  void append_shared(std::string_view bytes, std::shared_ptr<const void> owner);
  void count(unsigned status);
  [[nodiscard]] bool too_slow() const;

  worker& home_;
  ip_address peer_;
  bool secure_;
  std::uint32_t slot_;
  std::uint64_t generation_ = 0;  // counts requests

  request_reader reader_;
  router::match found_{};
  std::vector<char> in_;
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;

  std::string out_;
  std::vector<big_piece> big_;
  std::vector<std::string_view> gathered_;
  std::size_t gathered_next_ = 0;

  bool writing_ = false;
  bool deferred_ = false;   // an answer is awaited from elsewhere
  bool closing_ = false;    // the last answer said so
  bool lingering_ = false;  // sent everything, waits for the peer to have read it
  bool closed_ = false;
  bool finished_ = false;
  bool in_body_ = false;
  enum class reading : std::uint8_t { input, body_space, body_pipe };
  reading reading_ = reading::input;  // where the read under way goes
  std::unique_ptr<body_sink> sink_;
  std::size_t lingered_bytes_ = 0;
  std::uint32_t served_ = 0;
  std::uint64_t since_ = 0;  // tick at which the present phase began
  std::chrono::steady_clock::time_point started_;
  std::optional<finish> postponed_;
};

}  // namespace chant::http
