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
    head,       ///< the header is good and a body follows; feed on
    complete,   ///< current() is whole
    failed      ///< why() says why; the connection cannot be used further
  };
  struct step {
    progress what;
    std::size_t consumed;
  };

  /// `country_header`: the name of the field that holds the client's country, in lower case.
  request_reader(const reader_limits& limits, std::string_view country_header)
      : limits_(limits), country_header_(country_header) {}

  [[nodiscard]] step feed(std::string_view input);
  /// Forgets the finished request. Its views end here.
  void next();

  [[nodiscard]] request& current() { return request_; }
  [[nodiscard]] const request& current() const { return request_; }
  [[nodiscard]] const fault& why() const { return fault_; }
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  /// The client waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }
  /// Bytes of body seen, for the minimum rate.
  [[nodiscard]] std::size_t body_received() const { return body_.size(); }
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
  unsigned blank_lines_ = 0;
  std::size_t scanned_ = 0;        // bytes of an incomplete head already looked through
  std::uint64_t body_left_ = 0;    // of the fixed body, or of the chunk
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
