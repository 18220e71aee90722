// Turns the bytes of one connection into requests, and refuses everything RFC 9112 forbids: what
// two parsers could read differently is an attack, not a dialect.
#pragma once

#include "http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>

namespace chant::http {

/// Bounds of one request. The defaults fit every browser seen; a header beyond them is an attack or
/// a cookie jar of another site.
struct reader_limits {
  std::size_t head_bytes = 8 * 1024;
  std::size_t fields = 64;
  std::size_t target_bytes = 2 * 1024;
  std::size_t body_bytes = 64 * 1024;
};

/// Why a request cannot be served. Both words live for ever.
struct fault {
  unsigned status = 400;
  std::string_view code;
  std::string_view detail;
};

/// Incremental reader of one connection; not thread-safe, no I/O. Feed it the bytes not yet
/// consumed, oldest first, until it says complete; then use current(), and next() before feeding
/// on.
class request_reader {
 public:
  enum class progress : std::uint8_t {
    need_more,  ///< feed again when there are more bytes
    head,       ///< the header is good and a body follows: admit_body, then feed on
    piece,      ///< some of a body that is handed out in pieces; feed on
    complete,   ///< current() is whole
    failed      ///< why() says why; the connection cannot be used further
  };
  struct step {
    progress what;
    std::size_t consumed;
    std::string_view piece{};  ///< of the body, among the bytes consumed; the last with complete
  };

  /// `country_header`: the name of the field that holds the client's country, in lower case.
  request_reader(const reader_limits& limits, std::string_view country_header)
      : limits_(limits), country_header_(country_header) {}

  [[nodiscard]] step feed(std::string_view input);
  /// How long the body may be, and whether feed hands it out in pieces instead of keeping it for
  /// current(). False: it is longer; why() says so.
  [[nodiscard]] bool admit_body(std::uint64_t most_bytes, bool in_pieces);
  /// `size` bytes of body, at most body_ahead(), have gone another way: piece or complete.
  progress skip_body(std::uint64_t size);
  /// Forgets the finished request. Its views end here.
  void next();

  [[nodiscard]] request& current() { return request_; }
  [[nodiscard]] const request& current() const { return request_; }
  [[nodiscard]] const fault& why() const { return fault_; }
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  /// The client waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }
  /// HEAD stood in the request line: the answer has no body, whatever the method has become since.
  [[nodiscard]] bool sent_head() const { return sent_head_; }
  /// Nothing of the request is still to come.
  [[nodiscard]] bool whole() const { return stage_ == stage::done; }
  /// Bytes of body seen, for the minimum rate.
  [[nodiscard]] std::uint64_t body_received() const { return body_received_; }
  /// How many bytes from here on belong to the body for certain: all that is left of one of known
  /// length, else 0.
  [[nodiscard]] std::uint64_t body_ahead() const {
    return stage_ == stage::fixed_body ? body_left_ : 0;
  }
  /// Nothing of a next request has come yet.
  [[nodiscard]] bool idle() const { return stage_ == stage::head && scanned_ == 0; }

 private:
  enum class stage : std::uint8_t { head, fixed_body, chunked_body, done };
  enum class chunk : std::uint8_t {
    size_first,
    size,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_first,
    trailer,
    trailer_lf,
    last_lf
  };
  struct parsed_head;
  class head_parser;

  step read_head(std::string_view input);
  step read_fixed_body(std::string_view input);
  step read_chunked_body(std::string_view input);
  std::string_view take_body(std::string_view piece);
  bool take_chunk_byte(char c);
  bool start_chunk_size();
  bool add_chunk_digit(char c);
  bool screen(std::string_view head);
  bool parse_head();
  bool accept(const parsed_head& h);
  bool accept_framing(const parsed_head& h);
  bool accept_target(std::string_view target);
  bool accept_host(std::string_view host);
  bool decode_path(std::string_view raw);
  bool take_field(header h, std::string_view value);
  bool fail(unsigned status, std::string_view code, std::string_view detail);
  step failed() { return {progress::failed, 0}; }

  reader_limits limits_;
  std::string_view country_header_;
  stage stage_ = stage::head;
  chunk chunk_ = chunk::size_first;
  bool keep_alive_ = true;
  bool expects_continue_ = false;
  bool sent_head_ = false;
  bool in_pieces_ = false;
  unsigned blank_lines_ = 0;
  std::size_t scanned_ = 0;      // bytes of an incomplete head already looked through
  std::uint64_t body_left_ = 0;  // of the fixed body, or of the chunk
  std::uint64_t body_limit_ = 0;
  std::uint64_t body_received_ = 0;
  std::size_t framing_bytes_ = 0;  // of chunk heads and trailers
  unsigned chunk_digits_ = 0;
  std::string head_;  // what the request's views point into
  std::string path_;  // the decoded path, where it was encoded
  std::string body_;
  std::forward_list<std::string> joined_;  // list fields that came more than once
  request request_;
  fault fault_;
};

}  // namespace chant::http
