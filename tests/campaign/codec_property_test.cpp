// What holds of the codec and of folding whatever the events are.
#include "base/bytes.hpp"
#include "campaign/event_codec.hpp"
#include "tests/campaign/event_samples.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <boost/json.hpp>

namespace chant::campaign {
namespace {

session folded(session state, const std::vector<event>& events, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i)
    state = apply(std::move(state), filled_id<event_id>(static_cast<unsigned char>(i)), events[i]);
  return state;
}

std::vector<event> any_history() { return *rc::gen::container<std::vector<event>>(any_event()); }

// A payload, or a snapshot, with one to four of its bytes changed, cut or added.
std::string damaged(std::string bytes) {
  const int blows = *rc::gen::inRange(1, 5);
  for (int i = 0; i < blows; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size() + 1);
    const char with = *rc::gen::arbitrary<char>();
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.insert(at, 1, with);
        break;
      default:
        if (at < bytes.size()) bytes[at] = with;
    }
  }
  return bytes;
}

RC_GTEST_PROP(EventCodec, ReadsBackWhatItWrote, ()) {
  const event e = *any_event();
  RC_ASSERT((decode(type_code(e), schema_version(e), encode(e)) == result<event>(e)));
}

RC_GTEST_PROP(EventCodec, WritesJsonThatParses, ()) {
  boost::system::error_code ec;
  static_cast<void>(boost::json::parse(to_json(*any_event()), ec));
  RC_ASSERT((!ec.failed()));
}

RC_GTEST_PROP(EventCodec, TakesNoDamagedPayloadForAnotherEncoding, ()) {
  const event e = *any_event();
  const std::string bytes = damaged(encode(e));
  const auto read = decode(type_code(e), schema_version(e), bytes);
  // Known fields have one encoding: what is read can only be longer by keys that are skipped.
  if (read) RC_ASSERT((encode(*read).size() <= bytes.size()));
}

RC_GTEST_PROP(EventCodec, SurvivesAnyBytes, ()) {
  const auto type = *rc::gen::inRange<std::uint16_t>(0, 12);
  const auto schema = *rc::gen::inRange<std::uint16_t>(0, 4);
  const auto read = decode(type, schema, *any_bytes());
  if (!read) RC_ASSERT((read.error().kind == errc::corrupt));
}

RC_GTEST_PROP(SessionCodec, ReadsBackWhatItWrote, ()) {
  const auto events = any_history();
  const session state = folded({}, events, 0, events.size());
  RC_ASSERT((decode_session(encode(state)) == result<session>(state)));
}

RC_GTEST_PROP(SessionCodec, SurvivesDamage, ()) {
  const auto events = any_history();
  const auto read = decode_session(damaged(encode(folded({}, events, 0, events.size()))));
  if (!read) RC_ASSERT((read.error().code == "snapshot_malformed"));
}

RC_GTEST_PROP(SessionCodec, SnapshotAndRestAreTheWholeReplay, ()) {
  const auto events = any_history();
  const auto cut = *rc::gen::inRange<std::size_t>(0, events.size() + 1);
  const auto snapshot = decode_session(encode(folded({}, events, 0, cut)));
  RC_ASSERT((snapshot.has_value()));
  RC_ASSERT(
      (folded(*snapshot, events, cut, events.size()) == folded({}, events, 0, events.size())));
}

RC_GTEST_PROP(Session, CountsEveryEvent, ()) {
  const auto events = any_history();
  RC_ASSERT((folded({}, events, 0, events.size()).version.value() == events.size()));
}

}  // namespace
}  // namespace chant::campaign
