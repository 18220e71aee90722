#include "store/memory_mail_queue.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace chant::store {
namespace {

using phase = queued_letter::phase;

auto rank(const queued_letter& l) { return std::tuple(l.due, l.letter); }

/// The first `limit` in the order of rank().
std::vector<queued_letter> first_of(std::vector<queued_letter> all, std::size_t limit) {
  std::ranges::sort(all, {}, rank);
  if (all.size() > limit) all.resize(limit);
  return all;
}

}  // namespace

result<void> memory_mail_queue::write(const changed_letters& all) {
  const std::lock_guard lock(mutex_);
  for (const auto& [letter, now] : all) {
    if (now.after)
      letters_.insert_or_assign(letter, *now.after);
    else
      letters_.erase(letter);
  }
  return {};
}

result<std::optional<queued_letter>> memory_mail_queue::find(
    const campaign::event_id& letter) const {
  const std::lock_guard lock(mutex_);
  const auto found = letters_.find(letter);
  return found == letters_.end() ? std::nullopt : std::optional(found->second);
}

result<std::vector<queued_letter>> memory_mail_queue::due(timestamp by, std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<queued_letter> all;
  for (const auto& [id, letter] : letters_)
    if (letter.now < phase::claimed && letter.due <= by) all.push_back(letter);
  return first_of(std::move(all), limit);
}

result<std::vector<queued_letter>> memory_mail_queue::list(phase of,
                                                           const std::optional<place>& after,
                                                           std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<queued_letter> all;
  for (const auto& [id, letter] : letters_)
    if (letter.now == of && (!after || rank(letter) > std::tuple(after->due, after->letter)))
      all.push_back(letter);
  return first_of(std::move(all), limit);
}

result<std::vector<campaign::event_id>> memory_mail_queue::of_session(
    const campaign::session_id& session) const {
  const std::lock_guard lock(mutex_);
  std::vector<campaign::event_id> all;
  for (const auto& [id, letter] : letters_)
    if (letter.session == session) all.push_back(id);
  return all;
}

mail_queue::counts_by_phase memory_mail_queue::counts() const {
  const std::lock_guard lock(mutex_);
  counts_by_phase all{};
  for (const auto& [id, letter] : letters_) ++all.at(static_cast<std::size_t>(letter.now));
  return all;
}

}  // namespace chant::store
