// A session with a small campaign round it, for tests of what is decided.
#pragma once

#include "campaign/session.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace chant::campaign {

inline terms demo_terms() {
  return {.catalogue = {.campaign = "demo",
                        .languages = {"en", "fr"},
                        .teams = {{.id = "fr", .names = {}}, {.id = "de", .names = {}}}},
          .rules = default_rules(),
          .revision = "r1",
          .consent_text_version = "2016-05",
          .open = true};
}

template <class Id>
Id numbered(unsigned char n) {
  Id id;
  id.bytes.back() = std::byte{n};
  return id;
}

/// A session with a campaign round it: commands are judged and their events folded at once.
struct stage {
  terms t = demo_terms();
  session state;
  unsigned char next_event = 0;

  result<std::vector<event>> submit(const command& c) {
    auto events = decide(state, c, t);
    if (!events) return events;
    for (const auto& e : *events)
      state = apply(std::move(state), numbered<event_id>(++next_event), e);
    return events;
  }

  error refusal_of(const command& c) {
    const auto events = decide(state, c, t);
    return events ? error{} : events.error();
  }
};

inline stage opened() {
  stage s;
  EXPECT_TRUE(s.submit(open_session{.language = "fr", .country = "FR"}));
  return s;
}

inline subscribe subscription() {
  return {.email = "zoe@Example.org",
          .name = "Zoë",
          .language = "",
          .age = age_band::adult,
          .consents = {.terms = true, .newsletter = true, .recording = false}};
}

}  // namespace chant::campaign
