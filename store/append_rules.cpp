#include "store/append_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chant::store {

result<void> check_limits(const append_request& request) {
  const auto count = request.events.size();
  if (count == 0) {
    return std::unexpected(error{errc::malformed, "append_empty", "an append has no events", {}});
  }
  if (count > log_limits::events_per_append) {
    return std::unexpected(error{
        errc::malformed,
        "append_too_long",
        fmt::format("{} events in one append, at most {}", count, log_limits::events_per_append),
        {}});
  }
  for (const auto& e : request.events) {
    if (e.payload.size() > log_limits::payload_bytes) {
      return std::unexpected(error{errc::too_large,
                                   "payload_too_large",
                                   fmt::format("a payload of {} bytes, at most {}",
                                               e.payload.size(), log_limits::payload_bytes),
                                   {}});
    }
  }
  return {};
}

error version_conflict(stream_version actual) {
  return {errc::conflict,
          "version_conflict",
          fmt::format("the stream is at version {}", actual.value()),
          {}};
}

error log_closing() {
  return {errc::unavailable, "log_closing", "the log takes no more events", {}};
}

error log_queue_full() {
  return {errc::unavailable, "log_queue_full", "too many events wait for the disk", {}};
}

bool expectation_holds(const expected_version& expected, stream_version actual) {
  switch (expected.what) {
    case expected_version::kind::any:
      return true;
    case expected_version::kind::no_stream:
      return actual.value() == 0;
    case expected_version::kind::exact:
      return actual == expected.version;
  }
  return false;
}

std::optional<stream_version> retry_position(const append_request& request, stream_version actual) {
  if (request.expected.what == expected_version::kind::any) return std::nullopt;
  const stream_version after = request.expected.what == expected_version::kind::exact
                                   ? request.expected.version
                                   : stream_version{};
  const auto needed = std::uint64_t{after.value()} + request.events.size();
  if (needed > actual.value()) return std::nullopt;
  return after;
}

bool same_ids(std::span<const new_event> asked, std::span<const recorded_event> standing) {
  return std::ranges::equal(asked, standing, {}, &new_event::id, &recorded_event::id);
}

}  // namespace chant::store
