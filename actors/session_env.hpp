// What all session actors of a node share: the ports they work through, and their limits.
#pragma once

#include "actors/job_queue.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "campaign/terms_in_force.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"
#include "store/snapshots.hpp"

#include <cstddef>
#include <cstdint>

namespace chant::actors {

struct session_metrics {
  explicit session_metrics(metrics::registry& registry);

  metrics::gauge& active;        ///< sessions in memory
  metrics::counter& recovered;   ///< read from snapshot and log
  metrics::counter& conflicts;   ///< appends that lost against another appender
  metrics::counter& passivated;  ///< left memory
  metrics::counter& overloaded;  ///< commands turned away by a bound
};

/// Owned by the node; everything outlives every actor.
struct session_env {
  store::event_log& log;
  store::snapshot_store& snapshots;
  store::fan_keys& keys;
  const chant::clock& clock;
  random_source& random;
  const campaign::terms_in_force& terms;
  job_queue& readers;  ///< for reads from the disk
  session_metrics& metrics;
};

struct session_limits {
  /// Commands that wait in one session while another is appended. A browser has six connections.
  static constexpr std::size_t waiting = 32;
  /// Appends tried against other appenders. Two nodes that believe to own a session meet once.
  static constexpr unsigned attempts = 5;
  /// Events between snapshots. Every event read back costs a block of the log, about 16 kB, so a
  /// fan's usual journey of six or seven leaves one; `log verify --rebuild` compares it.
  static constexpr std::uint32_t events_per_snapshot = 4;
};

}  // namespace chant::actors
