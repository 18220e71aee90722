#include "store/memory_log.hpp"

#include "store/append_rules.hpp"

#include <algorithm>
#include <utility>

namespace chant::store {

memory_log::memory_log(memory_log_options options) : options_(std::move(options)) {}

memory_log::~memory_log() { close(); }

void memory_log::append(append_request request, completion<append_receipt> done) {
  if (auto ok = check_limits(request); !ok) return done(std::unexpected(std::move(ok.error())));
  {
    std::unique_lock lock(mutex_);
    const bool closed = closed_;
    if (closed || queued_events_ + request.events.size() > options_.queue_events) {
      lock.unlock();
      return done(std::unexpected(closed ? log_closing() : log_queue_full()));
    }
    queued_events_ += request.events.size();
    queue_.push_back({std::move(request), std::move(done)});
  }
  if (!options_.manual) drain();
}

void memory_log::drain() {
  {
    // One thread drains at a time, so that completions keep the order of the log.
    const std::lock_guard lock(mutex_);
    if (std::exchange(draining_, true)) return;
  }
  for (;;) {
    if (commit(1) > 0) continue;
    const std::lock_guard lock(mutex_);
    if (!queue_.empty()) continue;
    draining_ = false;
    return;
  }
}

std::size_t memory_log::commit(std::size_t requests) {
  std::vector<std::pair<completion<append_receipt>, result<append_receipt>>> outcomes;
  if (waiting() == 0) return 0;
  const auto allowed = options_.before_commit ? options_.before_commit() : result<void>{};
  log_offset before;
  {
    const std::lock_guard lock(mutex_);
    before = log_offset(events_.size());
    while (!queue_.empty() && outcomes.size() < requests) {
      pending next = std::move(queue_.front());
      queue_.pop_front();
      queued_events_ -= next.request.events.size();
      outcomes.emplace_back(
          std::move(next.done),
          allowed ? apply(next.request) : result<append_receipt>(std::unexpected(allowed.error())));
    }
  }
  for (auto& [done, outcome] : outcomes) done(std::move(outcome));
  if (const auto now = head(); now != before) watchers_.notify(now);
  return outcomes.size();
}

result<append_receipt> memory_log::apply(append_request& request) {
  auto& offsets = streams_[request.stream];
  const stream_version actual(static_cast<std::uint32_t>(offsets.size()));
  if (!expectation_holds(request.expected, actual)) {
    const auto after = retry_position(request, actual);
    if (!after ||
        !same_ids(request.events, copy_stream(request.stream, *after, request.events.size()))) {
      if (offsets.empty()) streams_.erase(request.stream);
      return std::unexpected(version_conflict(actual));
    }
    const auto last = after->value() + request.events.size();
    return append_receipt{offsets[last - 1], stream_version(static_cast<std::uint32_t>(last)),
                          true};
  }
  for (auto& e : request.events) {
    const log_offset offset(events_.size());
    offsets.push_back(offset);
    if (e.lookup) lookups_.insert_or_assign(*e.lookup, offset);
    payload_bytes_ += e.payload.size();
    events_.push_back({offset, request.stream,
                       stream_version(static_cast<std::uint32_t>(offsets.size())), e.id, e.type,
                       e.schema, e.at, std::move(e.payload)});
  }
  return append_receipt{events_.back().offset, events_.back().version, false};
}

std::vector<recorded_event> memory_log::copy_stream(const session_id& stream, stream_version after,
                                                    std::size_t limit) const {
  std::vector<recorded_event> found;
  const auto entry = streams_.find(stream);
  if (entry == streams_.end()) return found;
  const auto& offsets = entry->second;
  for (std::size_t i = after.value(); i < offsets.size() && found.size() < limit; ++i) {
    found.push_back(events_[offsets[i].value()]);
  }
  return found;
}

result<std::vector<recorded_event>> memory_log::read_stream(const session_id& stream,
                                                            stream_version after,
                                                            std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  return copy_stream(stream, after, limit);
}

result<std::vector<recorded_event>> memory_log::read_from(log_offset from,
                                                          std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  const auto begin = std::min<std::size_t>(from.value(), events_.size());
  const auto count = std::min(limit, events_.size() - begin);
  const auto first = events_.begin() + static_cast<std::ptrdiff_t>(begin);
  return std::vector<recorded_event>(first, first + static_cast<std::ptrdiff_t>(count));
}

result<recorded_event> memory_log::find(const campaign::share_id& lookup) const {
  const std::lock_guard lock(mutex_);
  const auto entry = lookups_.find(lookup);
  if (entry == lookups_.end()) {
    return std::unexpected(error{errc::not_found, "event_not_found", "no event of that name", {}});
  }
  return events_[entry->second.value()];
}

log_offset memory_log::head() const {
  const std::lock_guard lock(mutex_);
  return log_offset(events_.size());
}

event_log::subscription memory_log::watch(std::function<void(log_offset)> on_commit) {
  return watchers_.add(std::move(on_commit));
}

result<log_stats> memory_log::stats() const {
  const std::lock_guard lock(mutex_);
  return log_stats{events_.size(), log_offset(events_.size()), streams_.size(), payload_bytes_};
}

std::size_t memory_log::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void memory_log::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  while (commit() > 0) {
  }
}

}  // namespace chant::store
