#include "campaign/draw_entrants.hpp"

#include "base/text.hpp"
#include "campaign/event_codec.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace chant::campaign {

namespace {

struct addressed {
  address_print address;
  log_offset entered;
  session_id session;
};

}  // namespace

address_print address_printer::print_of(std::string_view address) const {
  std::string lower;
  while (!address.empty()) append_utf8(lower, to_lower(take_code_point(address)));
  return *address_print::from_raw(
      sha256({key_.view(), lower}).view().substr(0, sizeof(address_print)));
}

bool draw_entrants::wants(std::uint16_t type) {
  static const std::uint16_t entered = type_code(event(draw_entered{}));
  static const std::uint16_t erased = type_code(event(session_erased{}));
  return type == entered || type == erased;
}

void draw_entrants::take(const session_id& of, log_offset at, const event& e) {
  if (std::holds_alternative<session_erased>(e)) {
    const auto gone = sessions_.find(of);
    if (gone == sessions_.end()) return;
    if (gone->second.in) --entered_;
    sessions_.erase(gone);
  } else if (std::holds_alternative<draw_entered>(e)) {
    auto& one = sessions_[of];
    if (one.in) return;
    one.in = true;
    one.entered = at;
    ++entered_;
  }
}

void draw_entrants::note_address(const session_id& of, const address_print& print) {
  auto& one = sessions_[of];
  one.address = print;
  one.has_address = true;
}

std::vector<session_id> draw_entrants::doubled() const {
  std::vector<addressed> all;
  for (const auto& [session, one] : sessions_)
    if (one.in && one.has_address) all.push_back({one.address, one.entered, session});
  std::ranges::sort(all, {}, [](const addressed& a) { return std::tie(a.address, a.entered); });
  std::vector<session_id> later;
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i].address == all[i - 1].address) later.push_back(all[i].session);
  std::ranges::sort(later);
  return later;
}

std::vector<session_id> draw_entrants::sessions(std::span<const session_id> left_out) const {
  std::vector<session_id> out(left_out.begin(), left_out.end());
  std::ranges::sort(out);
  std::vector<session_id> all;
  all.reserve(entered_);
  for (const auto& [session, one] : sessions_)
    if (one.in && !std::ranges::binary_search(out, session)) all.push_back(session);
  std::ranges::sort(all);
  return all;
}

std::vector<draw_entry> entries_of(std::string_view draw, std::span<const session_id> sessions) {
  std::vector<draw_entry> entries;
  entries.reserve(sessions.size());
  for (const auto& session : sessions) entries.push_back(entry_of(draw, session));
  std::ranges::sort(entries);
  return entries;
}

}  // namespace chant::campaign
