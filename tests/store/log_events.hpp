// Streams and events by number, and an append that waits, for tests of logs.
#pragma once

#include "store/event_log.hpp"

#include <future>

namespace chant::tests {

inline store::session_id stream_named(std::uint64_t number) {
  seeded_random random(number * 2 + 1);
  store::session_id id;
  campaign::fill_random(id, random);
  return id;
}

inline store::new_event an_event(std::uint64_t number, std::string payload = "payload") {
  seeded_random random(number * 2);
  store::new_event e{.id = {},
                     .type = static_cast<std::uint16_t>(number % 7 + 1),
                     .schema = 2,
                     .at = timestamp(std::chrono::microseconds(1'466'000'000'000'000 + number)),
                     .payload = std::move(payload),
                     .lookup = std::nullopt};
  campaign::fill_random(e.id, random);
  return e;
}

inline campaign::share_id share_named(std::uint64_t number) {
  seeded_random random(number * 2 + 1'000'001);
  campaign::share_id id;
  campaign::fill_random(id, random);
  return id;
}

inline std::vector<store::new_event> events(std::uint64_t first, std::size_t count) {
  std::vector<store::new_event> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(an_event(first + i));
  return all;
}

inline result<store::append_receipt> append_and_wait(store::event_log& log,
                                                     store::append_request request) {
  std::promise<result<store::append_receipt>> outcome;
  log.append(std::move(request),
             [&outcome](result<store::append_receipt> r) { outcome.set_value(std::move(r)); });
  return outcome.get_future().get();
}

/// Appends events [first, first + count), four to a stream, the first of each with a lookup.
inline result<void> append_numbered(store::event_log& log, std::uint64_t first, std::uint64_t count,
                                    const std::string& payload = "payload") {
  for (auto i = first; i < first + count; i += 4) {
    std::vector<store::new_event> four;
    for (auto n = i; n < std::min(i + 4, first + count); ++n) four.push_back(an_event(n, payload));
    four.front().lookup = share_named(i);
    const auto done = append_and_wait(
        log, {stream_named(i / 4), store::expected_version::any(), std::move(four)});
    if (!done) return std::unexpected(done.error());
  }
  return {};
}

inline std::string code_of(const auto& outcome) {
  return outcome ? std::string("no error") : outcome.error().code;
}

}  // namespace chant::tests
