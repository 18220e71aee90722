// Who wants to know that the log has grown: the list behind event_log::watch.
#pragma once

#include "store/event_log.hpp"

#include <functional>
#include <list>
#include <memory>
#include <mutex>

namespace chant::store {

/// Thread-safe. A handle may outlive the watchers. Destroying one waits for a running call, unless
/// it is destroyed inside that call: never hold a lock there that the callback takes.
class commit_watchers {
 public:
  [[nodiscard]] event_log::subscription add(std::function<void(log_offset)> on_commit);
  void notify(log_offset head) const;

 private:
  struct entries {
    std::recursive_mutex mutex;
    std::list<std::function<void(log_offset)>> calls;
  };
  std::shared_ptr<entries> entries_ = std::make_shared<entries>();
};

}  // namespace chant::store
