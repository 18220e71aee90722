#include "actors/tally_sink.hpp"

#include "campaign/event_codec.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace chant::actors {

tally_sink::tally_sink(metrics::registry& registry)
    : session_opened_(campaign::type_code(campaign::session_opened{})),
      artwork_ordered_(campaign::type_code(campaign::artwork_ordered{})),
      subscriber_added_(campaign::type_code(campaign::subscriber_added{})),
      opened_(registry.make_counter("chant_sessions_opened_total", "Sessions opened.")) {}

campaign::tally tally_sink::counts() const {
  return {.sessions = sessions_.load(std::memory_order_relaxed),
          .artworks = artworks_.load(std::memory_order_relaxed),
          .subscribers = subscribers_.load(std::memory_order_relaxed)};
}

bool tally_sink::wants(std::uint16_t type) const {
  return type == session_opened_ || type == artwork_ordered_ || type == subscriber_added_;
}

event_sink::taken tally_sink::take(const store::recorded_event& event, completion<void>) {
  if (event.type == session_opened_) {
    sessions_.fetch_add(1, std::memory_order_relaxed);
    opened_.add();
  } else if (event.type == artwork_ordered_) {
    artworks_.fetch_add(1, std::memory_order_relaxed);
  } else if (event.type == subscriber_added_) {
    subscribers_.fetch_add(1, std::memory_order_relaxed);
  }
  return taken::done;
}

std::string tally_sink::state() const {
  const auto now = counts();
  return fmt::format("{} {} {}", now.sessions, now.artworks, now.subscribers);
}

void tally_sink::restore(std::string_view state) {
  std::array<std::uint64_t, 3> numbers{};
  const char* at = state.data();
  const char* const end = at + state.size();
  for (auto& number : numbers) {
    at = std::from_chars(at, end, number).ptr;
    if (at != end) ++at;
  }
  sessions_.store(numbers[0], std::memory_order_relaxed);
  artworks_.store(numbers[1], std::memory_order_relaxed);
  subscribers_.store(numbers[2], std::memory_order_relaxed);
}

}  // namespace chant::actors
