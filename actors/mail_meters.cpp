#include "actors/mail_meters.hpp"

#include <fmt/format.h>

namespace chant::actors {
namespace {

metrics::counter& attempts(metrics::registry& registry, std::string_view outcome) {
  return registry.make_counter(
      "chant_mail_attempts_total",
      "Letters handed to the relay, or given up before, by what came of it.",
      fmt::format("outcome=\"{}\"", outcome));
}

metrics::gauge* waiting(metrics::registry& registry, std::size_t phase) {
  return &registry.make_gauge(
      "chant_mail_queue", "Letters that are not settled, by state.",
      fmt::format("state=\"{}\"", to_text(static_cast<store::queued_letter::phase>(phase))));
}

}  // namespace

mail_meters::mail_meters(metrics::registry& registry)
    : accepted(attempts(registry, "accepted")),
      deferred(attempts(registry, "deferred")),
      failed(attempts(registry, "failed")),
      in_doubt(attempts(registry, "in_doubt")),
      oldest_due_(registry.make_gauge("chant_mail_oldest_due_seconds",
                                      "How long the longest overdue letter has been due.")),
      relay_paused_(registry.make_gauge("chant_mail_relay_paused",
                                        "1 while the relay does not work and nothing is tried.")) {
  for (std::size_t i = 0; i < queue_.size(); ++i) queue_.at(i) = waiting(registry, i);
}

void mail_meters::set_queue(const store::mail_queue::counts_by_phase& counts) {
  for (std::size_t i = 0; i < queue_.size(); ++i)
    queue_.at(i)->set(static_cast<std::int64_t>(counts.at(i)));
}

}  // namespace chant::actors
