#include "store/commit_watchers.hpp"

namespace chant::store {

event_log::subscription commit_watchers::add(std::function<void(log_offset)> on_commit) {
  const std::lock_guard lock(entries_->mutex);
  const auto place = entries_->calls.insert(entries_->calls.end(), std::move(on_commit));
  // The call is emptied, not erased: it may be the one that is running on this very thread.
  return {static_cast<void*>(&*place), [held = entries_, place](void*) {
            const std::lock_guard inner(held->mutex);
            *place = nullptr;
          }};
}

void commit_watchers::notify(log_offset head) const {
  const std::lock_guard lock(entries_->mutex);
  for (auto at = entries_->calls.begin(); at != entries_->calls.end();) {
    if (*at) (*at)(head);
    at = *at ? std::next(at) : entries_->calls.erase(at);
  }
}

}  // namespace chant::store
