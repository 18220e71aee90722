#include "store/recent_events.hpp"

#include <algorithm>

namespace chant::store {

void recent_events::add(std::vector<recorded_event> events) {
  if (events.empty()) return;
  std::size_t bytes = events.size() * sizeof(recorded_event);
  for (const auto& e : events) bytes += e.payload.size();
  batch next{std::make_shared<const std::vector<recorded_event>>(std::move(events)), bytes};
  std::vector<batch> leaving;  // freed after the lock
  const std::lock_guard lock(mutex_);
  events_ += next.events->size();
  bytes_ += next.bytes;
  batches_.push_back(std::move(next));
  while (batches_.size() > 1 && (events_ > events_max || bytes_ > bytes_max)) {
    events_ -= batches_.front().events->size();
    bytes_ -= batches_.front().bytes;
    leaving.push_back(std::move(batches_.front()));
    batches_.pop_front();
  }
}

std::optional<std::vector<recorded_event>> recent_events::read(log_offset from,
                                                               std::size_t limit) const {
  std::vector<std::shared_ptr<const std::vector<recorded_event>>> holding;
  {
    const std::lock_guard lock(mutex_);
    if (batches_.empty() || batches_.front().events->front().offset > from) return std::nullopt;
    const auto after = std::ranges::upper_bound(
        batches_, from, {}, [](const batch& b) { return b.events->front().offset; });
    std::size_t covered = 0;
    for (auto at = std::prev(after); at != batches_.end() && covered < limit; ++at) {
      const auto& events = *at->events;
      covered += events.back().offset < from ? 0
                                             : events.back().offset.value() + 1 -
                                                   std::max(events.front().offset, from).value();
      holding.push_back(at->events);
    }
  }
  std::vector<recorded_event> found;
  for (const auto& events : holding) {
    for (const auto& e : *events) {
      if (found.size() == limit) return found;
      if (e.offset >= from) found.push_back(e);
    }
  }
  return found;
}

void recent_events::clear() {
  const std::lock_guard lock(mutex_);
  batches_.clear();
  events_ = bytes_ = 0;
}

}  // namespace chant::store
