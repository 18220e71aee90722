#include "http/event_loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace chant::http {

namespace {

using steady = std::chrono::steady_clock;
constexpr std::size_t events_a_turn = 256;

}  // namespace

event_loop::event_loop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  epoll_event e{};
  e.events = EPOLLIN;
  e.data.ptr = nullptr;  // the bell
  // Without these two nothing can be served: only a machine out of descriptors fails here.
  if (!epoll_.valid() || !bell_.valid() ||
      ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, bell_.number(), &e) != 0)
    std::abort();
}

bool event_loop::watch(int fd, watcher& w, trigger how) {
  epoll_event e{};
  e.events = EPOLLIN;
  if (how == trigger::edge) e.events |= EPOLLOUT | EPOLLRDHUP | EPOLLET;
  e.data.ptr = &w;
  return ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, fd, &e) == 0;
}

void event_loop::unwatch(int fd) { ::epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, fd, nullptr); }

void event_loop::post(std::move_only_function<void()> work) {
  const std::scoped_lock lock(mutex_);
  posted_.push_back(std::move(work));
  if (posted_.size() == 1) ::eventfd_write(bell_.number(), 1);
}

void event_loop::stop() {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  ::eventfd_write(bell_.number(), 1);
}

void event_loop::run_posted() {
  std::vector<std::move_only_function<void()>> work;
  {
    const std::scoped_lock lock(mutex_);
    work.swap(posted_);
  }
  for (auto& w : work) w();
}

void event_loop::wait(int milliseconds) {
  std::array<epoll_event, events_a_turn> ready;
  const int count = ::epoll_wait(epoll_.number(), ready.data(), static_cast<int>(ready.size()),
                                 std::exchange(hurried_, false) ? 0 : milliseconds);
  for (int i = 0; i < count; ++i) {
    const auto& e = ready[static_cast<std::size_t>(i)];
    if (e.data.ptr == nullptr) {
      eventfd_t rings = 0;
      ::eventfd_read(bell_.number(), &rings);
      run_posted();
      continue;
    }
    const bool ended = (e.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    static_cast<watcher*>(e.data.ptr)
        ->on_ready({.readable = ended || (e.events & EPOLLIN) != 0,
                    .writable = (e.events & (EPOLLOUT | EPOLLERR)) != 0,
                    .hung_up = ended});
  }
}

void event_loop::run(const std::function<void()>& each_second,
                     const std::function<void()>& after_turn) {
  constexpr std::chrono::seconds second(1);
  auto next = steady::now() + second;
  while (true) {
    {
      const std::scoped_lock lock(mutex_);
      if (stopped_) return;
    }
    int milliseconds = -1;
    if (each_second) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - steady::now());
      milliseconds = static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
    }
    wait(milliseconds);
    if (each_second && steady::now() >= next) {
      next = steady::now() + second;
      each_second();
    }
    after_turn();
  }
}

}  // namespace chant::http
