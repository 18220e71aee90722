#include "actors/session_env.hpp"

namespace chant::actors {

session_metrics::session_metrics(metrics::registry& registry)
    : active(registry.make_gauge("chant_sessions_active", "Sessions in memory.")),
      recovered(registry.make_counter("chant_session_recoveries_total",
                                      "Sessions read from snapshot and log.")),
      conflicts(registry.make_counter("chant_append_conflicts_total",
                                      "Appends that lost against another appender.")),
      passivated(
          registry.make_counter("chant_sessions_passivated_total", "Sessions that left memory.")),
      overloaded(registry.make_counter("chant_commands_overloaded_total",
                                       "Commands turned away because a bound was reached.")) {}

}  // namespace chant::actors
