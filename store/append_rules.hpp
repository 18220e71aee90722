// What every implementation of the log asks of an append before it looks at the stream.
#pragma once

#include "base/result.hpp"
#include "store/event_log.hpp"

#include <span>

namespace chant::store {

/// errc::malformed "append_empty" or "append_too_long", errc::too_large "payload_too_large".
[[nodiscard]] result<void> check_limits(const append_request& request);

/// errc::conflict "version_conflict"; the detail names the actual version.
[[nodiscard]] error version_conflict(stream_version actual);

/// errc::unavailable "log_closing" and "log_queue_full".
[[nodiscard]] error log_closing();
[[nodiscard]] error log_queue_full();

/// Whether an append that names an expected version may go on top of a stream at `actual`.
[[nodiscard]] bool expectation_holds(const expected_version& expected, stream_version actual);

/// Where a retry of the request would find its own events: after this version, if the stream has
/// come at least so far as `actual`. Nothing when the request names no position (any) or the stream
/// is too short to hold them.
[[nodiscard]] std::optional<stream_version> retry_position(const append_request& request,
                                                           stream_version actual);

/// Whether these events are the very ones of the request, id by id.
[[nodiscard]] bool same_ids(std::span<const new_event> asked,
                            std::span<const recorded_event> standing);

}  // namespace chant::store
