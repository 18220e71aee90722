// The log as verbs read it: never written, beside a running node or without one.
#pragma once

#include "base/result.hpp"
#include "store/event_log.hpp"

#include <vector>

namespace chant::cli {

/// A view stands still between two calls of refresh(), however much is written meanwhile. One
/// thread at a time. Reads answer as those of store::event_log.
class log_view {
 public:
  virtual ~log_view() = default;
  [[nodiscard]] virtual result<std::vector<store::recorded_event>> read_from(
      campaign::log_offset from, std::size_t limit) const = 0;
  [[nodiscard]] virtual result<std::vector<store::recorded_event>> read_stream(
      const campaign::session_id& stream, campaign::stream_version after,
      std::size_t limit) const = 0;
  [[nodiscard]] virtual result<store::recorded_event> find(
      const campaign::share_id& lookup) const = 0;
  [[nodiscard]] virtual campaign::log_offset head() const = 0;
  [[nodiscard]] virtual result<store::log_stats> stats() const = 0;
  /// Moves on to what is committed now.
  [[nodiscard]] virtual result<void> refresh() = 0;
};

}  // namespace chant::cli
