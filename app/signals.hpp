// SIGTERM and SIGINT as something to wait for, on one thread.
#pragma once

#include <signal.h>

namespace chant::app {

/// Blocks the signals for this thread and all that it starts later; SIGPIPE is ignored. Make it
/// before any other thread.
class signals {
 public:
  signals();
  /// Returns when the process is asked to end.
  void wait() const;

 private:
  ::sigset_t asked_to_end_;
};

}  // namespace chant::app
