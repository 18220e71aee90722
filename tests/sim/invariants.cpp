#include "tests/sim/invariants.hpp"

#include "actors/recovery.hpp"

#include <algorithm>
#include <set>

namespace chant::sim {
namespace {

constexpr std::size_t everything = 1'000'000;

/// Counts, by the id they speak of, the events of one kind.
template <class Event, class Id>
std::map<Id, int> counted(const std::vector<campaign::event>& events, Id Event::* id) {
  std::map<Id, int> counts;
  for (const auto& event : events)
    if (const auto* e = std::get_if<Event>(&event)) ++counts[e->*id];
  return counts;
}

}  // namespace

std::vector<std::string> invariants::violations() {
  check_rest();
  check_log();
  for (std::size_t n = 1; n <= simulation::fans; ++n)
    check_stream(actors::session_number(static_cast<std::uint8_t>(n)));
  check_acknowledgements();
  check_live_states();
  check_tallies();
  return std::move(violations_);
}

void invariants::expect(bool holds, const std::string& sentence) {
  if (!holds) violations_.push_back(sentence);
}

void invariants::check_rest() {
  expect(sim_.at_rest(), "the campaign comes to rest once nothing fails any more");
  expect(sim_.answered_ == sim_.sent_, "every command is answered");
  expect(sim_.answered_twice_ == 0, "no command is answered twice");
}

void invariants::check_log() {
  const auto all = sim_.world_.kept.log.read_from({}, everything);
  std::map<campaign::session_id, std::uint32_t> versions;
  std::set<campaign::event_id> ids;
  for (std::size_t i = 0; i < all->size(); ++i) {
    const auto& event = (*all)[i];
    expect(event.offset.value() == i, "offsets are gapless");
    expect(event.version.value() == ++versions[event.stream], "versions are gapless");
    expect(ids.insert(event.id).second, "an event is appended once");
  }
}

invariants::history invariants::replay(const campaign::session_id& id) {
  history states(1);
  const auto records =
      sim_.world_.kept.log.read_stream(id, campaign::stream_version(0), everything);
  for (const auto& record : *records) {
    auto event = actors::open_event(record, sim_.world_.kept.keys);
    expect(event.has_value(), "every sealed field opens in its place");
    if (!event) return states;
    states.push_back(campaign::apply(states.back(), record.id, *event));
  }
  return states;
}

void invariants::check_stream(const campaign::session_id& id) {
  const auto& states = histories_[id] = replay(id);
  const auto& last = states.back();

  std::vector<campaign::event> events;
  std::map<campaign::event_id, int> letters_asked_for;
  const auto records =
      sim_.world_.kept.log.read_stream(id, campaign::stream_version(0), everything);
  for (const auto& record : *records) {
    if (auto event = actors::open_event(record, sim_.world_.kept.keys)) {
      if (std::holds_alternative<campaign::subscriber_added>(*event))
        ++letters_asked_for[record.id];
      events.push_back(*std::move(event));
    }
  }

  const auto openings = std::ranges::count_if(events, [](const campaign::event& e) {
    return std::holds_alternative<campaign::session_opened>(e);
  });
  expect(openings == (events.empty() ? 0 : 1), "a session is opened once");

  auto drawn = counted(events, &campaign::artwork_rendered::share);
  for (const auto& [share, times] : counted(events, &campaign::artwork_refused::share))
    drawn[share] += times;
  for (const auto& artwork : last.artworks) {
    expect(artwork.status != campaign::artwork::state::ordered,
           "every ordered artwork ends rendered or refused");
    expect(drawn[artwork.share] == 1, "an artwork is recorded once");
  }

  auto letters = counted(events, &campaign::letter_accepted::letter);
  for (const auto& [letter, times] : counted(events, &campaign::letter_failed::letter))
    letters[letter] += times;
  expect(letters == letters_asked_for, "one letter is recorded for every subscription");

  const auto claims = counted(events, &campaign::letter_claimed::letter);
  auto doubts = counted(events, &campaign::letter_in_doubt::letter);
  for (const auto& [letter, times] : letters_asked_for) {
    const auto handed_over = sim_.world_.post.times_accepted(letter);
    expect(handed_over <= 1 + doubts[letter], "a letter goes twice only if it was in doubt");
    const auto claimed = claims.find(letter);
    expect(handed_over <= (claimed == claims.end() ? 0 : claimed->second),
           "no letter goes that was not claimed");
  }
}

// A state that was acknowledged is a state of the stream as it stands in the log.
void invariants::check_acknowledgements() {
  for (const auto& told : sim_.acknowledged_) {
    const auto& states = histories_[told.session];
    const auto version = told.state.version.value();
    expect(version < states.size(), "what was acknowledged is in the log");
    if (version < states.size())
      expect(told.state == states[version], "what was acknowledged is what is in the log");
  }
}

void invariants::check_live_states() {
  for (auto& node : sim_.nodes_) {
    for (const auto& [id, states] : histories_) {
      std::optional<result<campaign::session>> live;
      node->parts.service.view(id, [&](result<campaign::session> s) { live = std::move(s); });
      for (int i = 0; i < 10'000 && !live; ++i) {
        sim_.system_.scheduler.run();
        node->readers.run_one();
        sim_.world_.kept.log.commit();
      }
      if (!live)
        expect(false, "every session answers");
      else if (states.back().opened())
        expect(*live && **live == states.back(), "the live state is the replayed state");
    }
  }
}

void invariants::check_tallies() {
  campaign::tally counted;
  const auto all = sim_.world_.kept.log.read_from({}, everything);
  for (const auto& record : *all) {
    const auto event = actors::open_event(record, sim_.world_.kept.keys);
    if (!event) continue;
    counted.sessions += std::holds_alternative<campaign::session_opened>(*event);
    counted.artworks += std::holds_alternative<campaign::artwork_ordered>(*event);
    counted.subscribers += std::holds_alternative<campaign::subscriber_added>(*event);
  }
  for (const auto& node : sim_.nodes_) {
    const auto told = node->parts.service.counts();
    expect(told.sessions == counted.sessions && told.artworks == counted.artworks &&
               told.subscribers == counted.subscribers,
           "the tally is what the log holds");
  }
}

}  // namespace chant::sim
