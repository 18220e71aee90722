// Writes to the campaign's own stream what happens to the campaign and to no fan in particular.
#pragma once

#include "base/result.hpp"
#include "campaign/events.hpp"

#include <vector>

namespace chant::campaign {

/// Thread-safe. Implemented in actors/.
class own_events {
 public:
  static constexpr std::size_t events_at_once = 16;  ///< as many as one append takes

  virtual ~own_events() = default;
  /// Appends them together, at most events_at_once. `done` comes once, on a thread of the log's:
  /// durable, or the log's error.
  virtual void append(std::vector<event> events, completion<void> done) = 0;
};

}  // namespace chant::campaign
