#include "actors/draw_desk.hpp"

#include "actors/recovery.hpp"
#include "base/awaited.hpp"
#include "base/text.hpp"
#include "campaign/event_codec.hpp"
#include "store/draw_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace chant::actors {

namespace {

using campaign::draw_closed;
using campaign::draw_committed;
using campaign::draw_held;
using campaign::draw_story;
using campaign::event;
using campaign::log_offset;

constexpr std::size_t beacon_bytes_max = 200;

std::unexpected<error> refuse(std::string code, std::string detail, std::string field = {}) {
  return std::unexpected(
      error{errc::refused, std::move(code), std::move(detail), std::move(field)});
}

std::unexpected<error> conflict(std::string code, std::string detail) {
  return std::unexpected(error{errc::conflict, std::move(code), std::move(detail), "draw"});
}

result<void> check_beacon(const std::optional<std::string>& beacon) {
  if (!beacon || (!beacon->empty() && beacon->size() <= beacon_bytes_max && valid_utf8(*beacon)))
    return {};
  return std::unexpected(
      error{errc::malformed, "beacon_malformed", "a beacon is 1 to 200 bytes of text", "beacon"});
}

}  // namespace

draw_desk::draw_desk(ports given) : ports_(std::move(given)), salts_(ports_.salts) {}

result<draw_committed> draw_desk::commit(std::string_view draw, std::optional<std::string> beacon) {
  if (auto named = campaign::check_draw_name(draw); !named) return std::unexpected(named.error());
  if (auto told = check_beacon(beacon); !told) return std::unexpected(told.error());
  const auto story = story_of(draw);
  if (story) return conflict("draw_committed", fmt::format("draw {} was committed to", draw));
  if (story.error().kind != errc::not_found) return std::unexpected(story.error());
  const auto salt = salts_.keep(draw, ports_.random);
  if (!salt) return std::unexpected(salt.error());
  draw_committed committed{.draw = std::string(draw),
                           .commitment = campaign::commitment_to(draw, *salt).hex(),
                           .beacon = std::move(beacon)};
  if (auto done = append({committed}); !done) return std::unexpected(done.error());
  return committed;
}

result<draw_closed> draw_desk::close(std::string_view draw, std::optional<log_offset> at) {
  const auto story = story_of(draw);
  if (!story) return std::unexpected(story.error());
  if (const auto& closed = story->closed) {
    if (!at || at->value() == closed->closing) return *closed;
    return conflict("draw_closed", fmt::format("draw {} closed at {}", draw, closed->closing));
  }
  const auto closing = at.value_or(ports_.log.head());
  if (closing <= story->committed_at)
    return refuse("closing_too_early", "the commitment must stand before the closing", "closing");
  const auto chain = ports_.digest_at(closing);
  if (!chain) return std::unexpected(chain.error());
  const campaign::address_printer printer(ports_.random);
  const auto all = entrants(closing, &printer);
  if (!all) return std::unexpected(all.error());
  const auto out = all->doubled();
  const auto entries = campaign::entries_of(draw, all->sessions(out));
  const auto digest = campaign::digest_of(entries);
  draw_closed closed{.draw = std::string(draw),
                     .closing = closing.value(),
                     .chain = chain->hex(),
                     .entries = entries.size(),
                     .entries_sha256 = digest.hex(),
                     .left_out = out.size()};
  auto events = campaign::leaving_out(draw, digest, out);
  // Each of them is nearly as large as the log takes, and belongs to nothing until the last is
  // there.
  for (auto& e : events)
    if (auto done = append({std::move(e)}); !done) return std::unexpected(done.error());
  if (auto done = append({closed}); !done) return std::unexpected(done.error());
  return closed;
}

result<draw_outcome> draw_desk::hold(const draw_wish& wish) {
  auto story = story_of(wish.draw);
  if (!story) return std::unexpected(story.error());
  auto held = held_by(wish, *story);
  if (!held) return std::unexpected(held.error());
  const auto closed = close(wish.draw, wish.closing);
  if (!closed) return std::unexpected(closed.error());
  if (!story->closed) story = story_of(wish.draw);
  if (!story) return std::unexpected(story.error());
  return finish(*story, *std::move(held));
}

/// What the wish makes of a draw that may have been held before.
result<draw_held> draw_desk::held_by(const draw_wish& wish, const draw_story& story) const {
  if (auto told = check_beacon(wish.beacon); !told) return std::unexpected(told.error());
  if (const auto& held = story.held) {
    const bool same = wish.winners == held->winners && wish.substitutes == held->substitutes &&
                      (!wish.beacon || wish.beacon == held->beacon);
    if (same) return *held;
    return conflict("draw_held", fmt::format("draw {} was held, with {} winners and {} substitutes",
                                             wish.draw, held->winners, held->substitutes));
  }
  if (wish.winners == 0 || wish.winners > campaign::drawn_max ||
      wish.substitutes > campaign::drawn_max - wish.winners)
    return refuse(
        "too_many_winners",
        fmt::format("1 winner at least, and {} with substitutes at most", campaign::drawn_max),
        "winners");
  const bool named = story.committed && story.committed->beacon;
  if (named && !wish.beacon)
    return refuse("beacon_missing",
                  fmt::format("the commitment names a beacon: {}", *story.committed->beacon),
                  "beacon");
  if (!named && wish.beacon)
    return refuse("beacon_not_named", "the commitment names no beacon", "beacon");
  if (named && !story.closed)
    return refuse("draw_not_closed", "entries close before the beacon is known", "draw");
  const auto salt = salts_.find(wish.draw);
  if (!salt) return std::unexpected(salt.error());
  return draw_held{.draw = wish.draw,
                   .salt = salt->hex(),
                   .beacon = wish.beacon,
                   .winners = wish.winners,
                   .substitutes = wish.substitutes};
}

/// Draws, and writes what of it does not stand in the log yet.
result<draw_outcome> draw_desk::finish(const draw_story& story, draw_held held) {
  const auto& closed = *story.closed;
  const auto all = entrants(log_offset(closed.closing), nullptr);
  if (!all) return std::unexpected(all.error());
  auto won = campaign::winners_of(*story.committed, closed, held, all->sessions(story.left_out));
  if (!won) return std::unexpected(won.error());
  std::vector<event> events;
  if (!story.held) events.emplace_back(held);
  for (const auto& one : *won)
    if (!story.won.contains(one.place)) events.emplace_back(one);
  if (auto done = append(std::move(events)); !done) return std::unexpected(done.error());
  return draw_outcome{.closed = closed,
                      .held = std::move(held),
                      .won = *std::move(won),
                      .repeated = story.held.has_value()};
}

result<std::vector<drawn_fan>> draw_desk::reveal(std::string_view draw) const {
  const auto story = story_of(draw);
  if (!story) return std::unexpected(story.error());
  if (!story->held)
    return std::unexpected(
        error{errc::not_found, "draw_not_held", fmt::format("draw {} was not held", draw), "draw"});
  std::vector<drawn_fan> all;
  for (const auto& [place, won] : story->won) {
    auto fan = named(won);
    if (!fan) return std::unexpected(fan.error());
    all.push_back(*std::move(fan));
  }
  return all;
}

result<drawn_fan> draw_desk::named(const campaign::draw_won& won) const {
  const auto session = campaign::session_id::from_hex(won.session);
  if (!session)
    return std::unexpected(error{errc::corrupt, "draw_inconsistent",
                                 fmt::format("place {} is nobody's", won.place), ""});
  const auto found = recover(*session, ports_.snapshots, ports_.log, ports_.keys);
  if (!found) return std::unexpected(found.error());
  drawn_fan fan{.won = won, .erased = true, .email = {}, .name = {}, .language = {}};
  const auto& subscribed = found->state.subscribed;
  if (found->state.erased || !subscribed || subscribed->email.is_erased()) return fan;
  fan.erased = false;
  fan.email = subscribed->email.clear();
  if (subscribed->name) fan.name = subscribed->name->clear();
  fan.language = subscribed->language;
  return fan;
}

result<draw_story> draw_desk::story_of(std::string_view draw) const {
  if (auto named = campaign::check_draw_name(draw); !named) return std::unexpected(named.error());
  const auto book = store::read_draws([&](const auto& stream, auto after, std::size_t limit) {
    return ports_.log.read_stream(stream, after, limit);
  });
  if (!book) return std::unexpected(book.error());
  auto story = book->find(draw);
  if (story && !story->committed)
    return std::unexpected(error{errc::corrupt, "draw_inconsistent",
                                 fmt::format("draw {} has no commitment", draw), ""});
  return story;
}

result<campaign::draw_entrants> draw_desk::entrants(
    log_offset closing, const campaign::address_printer* printer) const {
  constexpr std::size_t events_per_read = 4'096;
  campaign::draw_entrants all;
  for (log_offset next; next < closing;) {
    const auto events = ports_.log.read_from(
        next, std::min<std::uint64_t>(events_per_read, closing.value() - next.value()));
    if (!events) return std::unexpected(events.error());
    if (events->empty())
      return std::unexpected(error{errc::not_found, "beyond_head",
                                   fmt::format("the log ends at {}", next.value()), ""});
    for (const auto& e : *events)
      if (auto noted = note(all, e, printer); !noted) return std::unexpected(noted.error());
    next = events->back().offset.next();
  }
  return all;
}

result<void> draw_desk::note(campaign::draw_entrants& all, const store::recorded_event& e,
                             const campaign::address_printer* printer) const {
  static const auto added = campaign::type_code(event(campaign::subscriber_added{}));
  if (campaign::draw_entrants::wants(e.type)) {
    const auto event = campaign::decode(e.type, e.schema, e.payload);
    if (!event) return std::unexpected(event.error());
    all.take(e.stream, e.offset, *event);
  } else if (printer != nullptr && e.type == added) {
    const auto event = open_event(e, ports_.keys);
    if (!event) return std::unexpected(event.error());
    const auto& email = std::get<campaign::subscriber_added>(*event).email;
    if (!email.is_erased()) all.note_address(e.stream, printer->print_of(email.clear()));
  }
  return {};
}

result<void> draw_desk::append(std::vector<event> events) {
  for (auto first = events.begin(); first != events.end();) {
    const auto some = std::min<std::ptrdiff_t>(campaign::own_events::events_at_once,
                                               std::distance(first, events.end()));
    std::vector<event> batch(std::make_move_iterator(first), std::make_move_iterator(first + some));
    first += some;
    const auto done = awaited<void>(
        [&](completion<void> answer) { ports_.own.append(std::move(batch), std::move(answer)); });
    if (!done) return done;
  }
  return {};
}

}  // namespace chant::actors
