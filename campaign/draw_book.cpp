#include "campaign/draw_book.hpp"

#include "campaign/draw_entrants.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace chant::campaign {

namespace {

constexpr std::size_t hex_of_id = 2 * sizeof(session_id);
/// 48,000 of the 65,536 bytes that the log takes.
constexpr std::size_t sessions_per_event = 1'500;

/// No draw's name holds a space.
std::string key_of(std::string_view draw, std::string_view entries_sha256) {
  return std::string(draw).append(" ").append(entries_sha256);
}

std::unexpected<error> inconsistent(std::string_view draw, std::string_view what) {
  return std::unexpected(error{errc::corrupt, "draw_inconsistent",
                               std::string("draw ").append(draw).append(": ").append(what), ""});
}

}  // namespace

void draw_book::take(log_offset at, const event& e) {
  std::visit([&](const auto& known) { take_known(at, known); }, e);
}

void draw_book::take_known(log_offset at, const draw_committed& e) {
  auto& story = draws_[e.draw];
  if (story.committed) return;
  story.committed = e;
  story.committed_at = at;
}

void draw_book::take_known(log_offset /*at*/, const draw_left_out& e) {
  auto& out = left_out_[key_of(e.draw, e.entries_sha256)];
  for (std::size_t i = 0; i + hex_of_id <= e.sessions.size(); i += hex_of_id)
    if (const auto id = session_id::from_hex(std::string_view(e.sessions).substr(i, hex_of_id)))
      out.push_back(*id);
}

void draw_book::take_known(log_offset /*at*/, const draw_closed& e) {
  auto& story = draws_[e.draw];
  if (story.closed) return;
  story.closed = e;
  const auto out = left_out_.find(key_of(e.draw, e.entries_sha256));
  if (out == left_out_.end()) return;
  // The same closing may have been tried before, and cut off.
  std::ranges::sort(out->second);
  const auto [twice, end] = std::ranges::unique(out->second);
  out->second.erase(twice, end);
  story.left_out = out->second;
}

void draw_book::take_known(log_offset /*at*/, const draw_held& e) {
  auto& story = draws_[e.draw];
  if (!story.held) story.held = e;
}

void draw_book::take_known(log_offset /*at*/, const draw_won& e) {
  draws_[e.draw].won.emplace(e.place, e);
}

result<draw_story> draw_book::find(std::string_view draw) const {
  const auto at = draws_.find(draw);
  if (at != draws_.end()) return at->second;
  return std::unexpected(
      error{errc::not_found, "draw_unknown",
            std::string("nothing was committed to for a draw named ").append(draw), "draw"});
}

std::vector<event> leaving_out(std::string_view draw, const sha256_digest& entries,
                               std::span<const session_id> sessions) {
  std::vector<event> events;
  while (!sessions.empty()) {
    const auto some = sessions.first(std::min(sessions.size(), sessions_per_event));
    sessions = sessions.subspan(some.size());
    draw_left_out e{.draw = std::string(draw), .entries_sha256 = entries.hex(), .sessions = {}};
    for (const auto& session : some) e.sessions += session.hex();
    events.emplace_back(std::move(e));
  }
  return events;
}

std::string_view role_of(std::uint64_t place, const draw_held& held) {
  return place <= held.winners ? "winner" : "substitute";
}

result<sha256_digest> seed_of(const draw_committed& committed, const draw_closed& closed,
                              const draw_held& held) {
  const auto salt = draw_salt::from_hex(held.salt);
  if (!salt || commitment_to(closed.draw, *salt).hex() != committed.commitment)
    return inconsistent(closed.draw, "the salt is not the one that was committed to");
  const auto chain = sha256_digest::from_hex(closed.chain);
  if (!chain) return inconsistent(closed.draw, "the hash chain's digest is none");
  return seed_of({.draw = closed.draw,
                  .salt = *salt,
                  .chain = *chain,
                  .beacon = held.beacon ? std::string_view(*held.beacon) : ""});
}

result<std::vector<draw_won>> winners_of(const draw_committed& committed, const draw_closed& closed,
                                         const draw_held& held,
                                         std::span<const session_id> sessions) {
  const auto seed = seed_of(committed, closed, held);
  if (!seed) return std::unexpected(seed.error());
  auto entries = entries_of(closed.draw, sessions);
  if (digest_of(entries).hex() != closed.entries_sha256)
    return inconsistent(closed.draw, "the entries are not those it was closed with");
  std::unordered_map<draw_entry, session_id> owners;
  for (const auto& session : sessions) owners.emplace(entry_of(closed.draw, session), session);
  std::vector<draw_won> won;
  for (const auto& entry : draw(*seed, std::move(entries), held.winners + held.substitutes)) {
    const std::uint64_t place = won.size() + 1;
    won.push_back({.draw = closed.draw,
                   .place = place,
                   .role = std::string(role_of(place, held)),
                   .entry = entry.hex(),
                   .session = owners.at(entry).hex()});
  }
  return won;
}

}  // namespace chant::campaign
