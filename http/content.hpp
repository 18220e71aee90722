// Answers with bytes that have an identity: conditional requests and single ranges (RFC 9110 §13,
// §14).
#pragma once

#include "base/rope.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace chant::http {

/// True if `etag` (with quotes) stands in a list such as If-None-Match; weak comparison.
[[nodiscard]] bool lists_etag(std::string_view list, std::string_view etag);

struct byte_range {
  std::size_t first;
  std::size_t size;
};
enum class range_answer : std::uint8_t { whole, part, unsatisfiable };
struct range_choice {
  range_answer what = range_answer::whole;
  byte_range part{};
};
/// What Range and If-Range ask of `size` bytes. Several ranges, foreign units and malformed ones
/// give the whole.
[[nodiscard]] range_choice choose_range(const request& r, std::string_view etag, std::size_t size);

/// The bytes of `all` in that range, sharing its owners.
[[nodiscard]] rope slice(const rope& all, const byte_range& range);

/// 200, 206, 304, 412 or 416 as the request asks. `prepared` must outlive the answer and hold
/// Content-Type, Cache-Control and what else belongs to 200 and 304; ETag and Accept-Ranges are
/// added here.
[[nodiscard]] response content(const request& r, std::string_view prepared, std::string_view etag,
                               const rope& body);

}  // namespace chant::http
