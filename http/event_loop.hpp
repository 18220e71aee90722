// One thread's loop over epoll: readiness by edge, work from other threads, and a second's tick.
#pragma once

#include "base/files.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace chant::http {

/// What the kernel said of a descriptor since it was last asked.
struct readiness {
  bool readable = false;  ///< data, or the end of it
  bool writable = false;
  bool hung_up = false;  ///< nothing more will come: read until the end shows
};

/// Something that waits for a descriptor. Must not be destroyed within on_ready, nor before the
/// turn of the loop after the one that closed its descriptor.
class watcher {
 public:
  virtual ~watcher() = default;
  virtual void on_ready(readiness now) = 0;
};

/// Asio's reactor tries every read before it waits and so spends a system call on each request that
/// nginx does not; docs/decisions has the figures. Everything but post and stop belongs to the
/// thread that runs it.
class event_loop {
 public:
  event_loop();

  enum class trigger : std::uint8_t {
    edge,  ///< once for each change, reading and writing
    level  ///< as long as it is readable
  };
  /// False: the kernel refuses. Closing the descriptor ends the watch.
  [[nodiscard]] bool watch(int fd, watcher& w, trigger how);
  void unwatch(int fd);

  /// Runs `work` on the loop's thread; from any thread. Dropped if the loop never runs again.
  void post(std::move_only_function<void()> work);
  /// `each_second`, if given, and `after_turn`, when all that was ready has been told.
  void run(const std::function<void()>& each_second, const std::function<void()>& after_turn);
  void stop();
  /// The next turn does not wait for the kernel.
  void hurry() { hurried_ = true; }

 private:
  void wait(int milliseconds);
  void run_posted();

  descriptor epoll_;
  descriptor bell_;
  std::mutex mutex_;
  std::vector<std::move_only_function<void()>> posted_;
  bool stopped_ = false;  // under the mutex
  bool hurried_ = false;
};

}  // namespace chant::http
