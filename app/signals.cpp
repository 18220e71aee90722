#include "app/signals.hpp"

#include <pthread.h>

namespace chant::app {

signals::signals() {
  ::sigemptyset(&asked_to_end_);
  ::sigaddset(&asked_to_end_, SIGTERM);
  ::sigaddset(&asked_to_end_, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &asked_to_end_, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

void signals::wait() const {
  int which = 0;
  ::sigwait(&asked_to_end_, &which);
}

}  // namespace chant::app
