// The log as verbs read it: never written, beside a running node or without one.
#pragma once

#include "base/result.hpp"
#include "store/event_log.hpp"
#include "store/record.hpp"

#include <functional>
#include <vector>

namespace chant::cli {

/// A view stands still between two calls of refresh(), however much is written meanwhile. One
/// thread at a time. Reads answer as those of store::log_reader.
class log_view {
 public:
  virtual ~log_view() = default;
  /// Calls `visit` for each event of [from, end) until it returns false; `end` is cut to head().
  /// Returns the offset after the last event visited.
  [[nodiscard]] virtual result<campaign::log_offset> scan(
      campaign::log_offset from, campaign::log_offset end,
      const std::function<bool(const store::event_view&)>& visit) const = 0;
  [[nodiscard]] virtual result<std::vector<store::recorded_event>> read_stream(
      const campaign::session_id& stream, campaign::stream_version after,
      std::size_t limit) const = 0;
  [[nodiscard]] virtual campaign::log_offset head() const = 0;
  [[nodiscard]] virtual result<store::log_stats> stats() const = 0;
  /// Moves on to what is committed now.
  [[nodiscard]] virtual result<void> refresh() = 0;
};

/// The same event, its payload where it is, its lookup unknown. `of` outlives the view.
[[nodiscard]] inline store::event_view view_of(const store::recorded_event& of) {
  return {.offset = of.offset,
          .stream = of.stream,
          .version = of.version,
          .id = of.id,
          .type = of.type,
          .schema = of.schema,
          .at = of.at,
          .lookup = std::nullopt,
          .payload = of.payload};
}

}  // namespace chant::cli
