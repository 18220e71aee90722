// Requests and responses as the routes see them: plain values, no trace of the parser or the
// socket.
#pragma once

#include "base/rope.hpp"
#include "http/address.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chant::http {

enum class method : std::uint8_t { get, head, post, put, patch, del, options, other };

[[nodiscard]] std::string_view name_of(method m);
/// The method of that name; method::other for a foreign one.
[[nodiscard]] method method_named(std::string_view name);

/// The request header fields that some route reads; every other field is checked and dropped.
enum class header : std::uint8_t {
  host,
  authorization,
  content_type,
  accept,
  accept_encoding,
  accept_language,
  if_match,
  if_none_match,
  if_range,
  range,
  forwarded,
  forwarded_for,
  forwarded_proto,
  method_override,
  tus_resumable,
  upload_checksum,
  upload_defer_length,
  upload_length,
  upload_metadata,
  upload_offset,
  chant_signature,
  country,  ///< whatever name the options give it
  count
};

/// One complete request. Its views live until it is answered.
struct request {
  method verb = method::other;
  bool http10 = false;
  bool has_body_length = false;                   ///< Content-Length or chunked stood in the header
  std::optional<std::uint64_t> content_length{};  ///< nothing: chunked, or no body
  bool secure = false;                            ///< TLS, or a trusted proxy says so
  bool from_trusted_proxy = false;
  std::string_view certificate{};  ///< subject of the client's own, verified; empty: it showed none
  std::string_view target;         ///< as sent, origin form, at most 2 KiB
  std::string_view path;           ///< percent-decoded, begins with '/', no dot segments
  std::string_view query;          ///< behind '?', as sent
  std::string_view body;
  ip_address client;  ///< the fan's address, behind trusted proxies too
  std::array<std::string_view, static_cast<std::size_t>(header::count)> fields{};
  std::array<std::string_view, 2> parameters{};  ///< what the route's {…} segments matched

  /// The field's value without surrounding space, list fields joined with ", "; empty if absent.
  [[nodiscard]] std::string_view operator[](header h) const {
    return fields[static_cast<std::size_t>(h)];
  }
};

/// What a route answers. Content-Length, Date and Connection are the connection's business, as is
/// leaving the body out for HEAD, 204 and 304.
struct response {
  unsigned status = 200;
  std::string_view prepared;  ///< header lines, each ending in CRLF, that outlive the answer
  std::string fields;         ///< further header lines
  std::string text;           ///< the body, or …
  std::string_view shared;    ///< … one kept alive by `owner`, or …
  std::shared_ptr<const void> owner;
  rope pieces;  ///< … one in pieces

  [[nodiscard]] std::size_t body_size() const {
    return text.size() + shared.size() + pieces.size();
  }
  /// Adds a header line. `value` must hold no control character.
  response& with(std::string_view name, std::string_view value) {
    fields.append(name).append(": ").append(value).append("\r\n");
    return *this;
  }
};

/// "Not Found" for 404.
[[nodiscard]] std::string_view reason_of(unsigned status);

}  // namespace chant::http
