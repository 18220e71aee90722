// What a consumer does with the events of the log: draw, write letters, count.
#pragma once

#include "base/result.hpp"
#include "store/event_log.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace chant::actors {

/// Sees every event of its types at least once: after a crash, or a failure, again. Doing the same
/// twice must do no harm. Called by one thread at a time, that of the consumer's actor: take() must
/// not block.
class event_sink {
 public:
  enum class taken : std::uint8_t {
    done,   ///< finished within take(); `done` is not called
    later,  ///< `done` will be called once, from any thread
  };

  virtual ~event_sink() = default;
  /// Whether this type of event is its business; others are passed over.
  [[nodiscard]] virtual bool wants(std::uint16_t type) const = 0;
  /// Events come in the order of the log, but a failed one comes again later. An error whose kind
  /// is_passing() makes it come again; any other gives it up.
  [[nodiscard]] virtual taken take(const store::recorded_event& event, completion<void> done) = 0;

  /// What a sink that folds events has so far; saved with the checkpoint, at most 1 MiB. Only for
  /// sinks that finish within take(): the state is that of all events before the checkpoint.
  [[nodiscard]] virtual std::string state() const { return {}; }
  /// Seconds between two saves: more for a sink whose state is large. That much is folded again
  /// after a crash.
  [[nodiscard]] virtual std::uint32_t ticks_between_saves() const { return 1; }
  /// Goes back to a saved state; empty: to the beginning.
  virtual void restore(std::string_view /*state*/) {}
};

/// Whether trying again can help. Unknown outcomes count: work may be repeated, never lost.
[[nodiscard]] constexpr bool is_passing(errc kind) {
  switch (kind) {
    case errc::conflict:
    case errc::too_many_requests:
    case errc::unavailable:
    case errc::timeout:
    case errc::io:
    case errc::internal:
      return true;
    case errc::malformed:
    case errc::unauthorized:
    case errc::not_found:
    case errc::gone:
    case errc::too_large:
    case errc::refused:
    case errc::corrupt:
    case errc::invalid_config:
      return false;
  }
  return false;
}

}  // namespace chant::actors
