#include "cli/log_range.hpp"

#include "cli/cloud_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace chant::cli {

namespace {

using campaign::log_offset;

std::optional<std::uint64_t> parse_offset(std::string_view text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

/// Events are stamped before they queue for the log, so neighbours may be a few milliseconds out of
/// order; the search ends at one of the places where the log passes `until`.
result<log_offset> offset_at(const log_view& log, timestamp until) {
  std::uint64_t low = 0;
  std::uint64_t high = log.head().value();
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    bool later = true;
    const auto read = log.scan(log_offset(middle), log_offset(middle + 1), [&](const auto& e) {
      later = e.at > until;
      return false;
    });
    if (!read) return std::unexpected(read.error());
    if (later) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return log_offset(low);
}

}  // namespace

result<log_offset> position_of(const log_view& log, std::string_view as_of) {
  if (const auto offset = parse_offset(as_of)) {
    if (*offset <= log.head().value()) return log_offset(*offset);
    return std::unexpected(error{
        errc::not_found, "beyond_head",
        fmt::format("the log ends at {}, before offset {}", log.head().value(), *offset), ""});
  }
  if (const auto time = parse_rfc3339(as_of)) return offset_at(log, *time);
  return std::unexpected(error{errc::malformed, "bad_position",
                               "a position is an offset, a date or a time such as "
                               "2026-06-10T21:00:00Z",
                               ""});
}

}  // namespace chant::cli
