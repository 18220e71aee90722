#include "store/mail_queue_changes.hpp"

#include <algorithm>
#include <utility>

namespace chant::store {

result<void> mail_queue_changes::update(const campaign::event_id& letter,
                                        const mail_queue::change& how) {
  auto known = touched_.find(letter);
  if (known == touched_.end()) {
    auto standing = standing_.find(letter);
    if (!standing) return std::unexpected(std::move(standing.error()));
    known = touched_.emplace(letter, mail_queue::changed{.before = *standing, .after = *standing})
                .first;
  }
  auto& after = known->second.after;
  after = how(std::move(after));
  if (after) after->letter = letter;
  return {};
}

result<std::vector<campaign::event_id>> mail_queue_changes::of_session(
    const campaign::session_id& session) const {
  auto all = standing_.of_session(session);
  if (!all) return all;
  std::erase_if(*all, [&](const auto& letter) { return touched_.contains(letter); });
  for (const auto& [letter, entry] : touched_)
    if (entry.after && entry.after->session == session) all->push_back(letter);
  return all;
}

mail_queue::changed_letters mail_queue_changes::take() {
  std::erase_if(touched_,
                [](const auto& entry) { return entry.second.before == entry.second.after; });
  return std::exchange(touched_, {});
}

}  // namespace chant::store
