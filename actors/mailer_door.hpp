// Where threads that outlive the mailer leave messages for it.
#pragma once

#include <caf/actor.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <mutex>
#include <utility>

namespace chant::actors {

/// There may be something due.
struct mailer_wake {};

/// Thread-safe. What is sent goes nowhere before the mailer has begun and once it has ended.
class mailer_door {
 public:
  void open(caf::actor to) {
    const std::lock_guard lock(mutex_);
    to_ = std::move(to);
  }
  void close() {
    caf::actor gone;  // destroyed without the lock: the last handle may end an actor
    const std::lock_guard lock(mutex_);
    std::swap(gone, to_);
  }

  template <class Message>
  void send(Message message) {
    const std::lock_guard lock(mutex_);
    if (to_) caf::anon_send(to_, std::move(message));
  }

  /// Not more than one wake is under way.
  void wake() {
    if (!waking_.exchange(true)) send(mailer_wake{});
  }
  /// The mailer has heard it.
  void awake() { waking_.store(false); }

 private:
  std::mutex mutex_;
  caf::actor to_;
  std::atomic<bool> waking_{false};
};

}  // namespace chant::actors
