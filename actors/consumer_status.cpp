#include "actors/consumer_status.hpp"

#include <cmath>

namespace chant::actors {
namespace {

std::string label(const std::string& name) { return "consumer=\"" + name + '"'; }

}  // namespace

consumer_status::consumer_status(std::string name, unsigned workers, metrics::registry& registry)
    : name_(std::move(name)),
      workers_(workers),
      done_(registry.make_counter("chant_consumer_done_total", "Events worked off.", label(name_))),
      failed_(registry.make_counter("chant_consumer_failed_total",
                                    "Events given up: trying again cannot help.", label(name_))),
      retries_(registry.make_counter("chant_consumer_retries_total",
                                     "Events tried again after a failure.", label(name_))),
      stalls_(registry.make_counter("chant_consumer_stalls_total",
                                    "Restarts because nothing moved although there was work.",
                                    label(name_))),
      lag_events_(registry.make_gauge("chant_consumer_lag_events",
                                      "Events of the log not yet done.", label(name_))),
      lag_seconds_(registry.make_gauge("chant_consumer_lag_seconds",
                                       "Age of the oldest event not yet done.", label(name_))) {}

void consumer_status::set_position(std::uint64_t checkpoint, std::uint64_t head,
                                   double lag_seconds) {
  checkpoint_.store(checkpoint, std::memory_order_relaxed);
  lag_events_.set(static_cast<std::int64_t>(head > checkpoint ? head - checkpoint : 0));
  lag_seconds_.set(std::llround(lag_seconds));
}

pool_status consumer_status::snapshot() const {
  return {.name = name_,
          .workers = workers_,
          .busy = busy_.load(std::memory_order_relaxed),
          .queue = queue_.load(std::memory_order_relaxed),
          .done = done_.value(),
          .failed = failed_.value(),
          .checkpoint = checkpoint_.load(std::memory_order_relaxed),
          .lag = static_cast<std::uint64_t>(lag_events_.value()),
          .lag_seconds = static_cast<std::uint64_t>(lag_seconds_.value()),
          .state = std::string(to_text(now()))};
}

std::string_view to_text(consumer_status::phase phase) {
  switch (phase) {
    case consumer_status::phase::starting:
      return "starting";
    case consumer_status::phase::running:
      return "running";
    case consumer_status::phase::paused:
      return "paused";
    case consumer_status::phase::stalled:
      return "stalled";
    case consumer_status::phase::stopped:
      return "stopped";
  }
  return {};
}

}  // namespace chant::actors
