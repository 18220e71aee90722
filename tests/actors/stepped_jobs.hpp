// A job queue without threads: jobs run when the test says so.
#pragma once

#include "actors/job_queue.hpp"

#include <deque>
#include <utility>

namespace chant::actors {

class stepped_jobs final : public job_queue {
 public:
  explicit stepped_jobs(unsigned workers = 1, std::size_t capacity = 4096)
      : workers_(workers), capacity_(capacity) {}

  [[nodiscard]] bool post(priority how, job work) override {
    auto& queue = how == priority::urgent ? urgent_ : background_;
    if (queue.size() >= capacity_) return false;
    queue.push_back(std::move(work));
    return true;
  }
  [[nodiscard]] unsigned workers() const override { return workers_; }
  [[nodiscard]] std::size_t depth() const override { return urgent_.size() + background_.size(); }

  /// Runs the oldest urgent job, else the oldest background job. False: there is none.
  bool run_one() {
    auto& queue = urgent_.empty() ? background_ : urgent_;
    if (queue.empty()) return false;
    auto work = std::move(queue.front());
    queue.pop_front();
    work(next_worker_++ % workers_);
    return true;
  }
  /// Runs any job, as several workers might. Precondition: n < depth().
  void run_nth(std::size_t n) {
    auto& queue = n < urgent_.size() ? urgent_ : background_;
    if (n >= urgent_.size()) n -= urgent_.size();
    auto work = std::move(queue[n]);
    queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(n));
    work(next_worker_++ % workers_);
  }
  void drop_background() { background_.clear(); }
  /// What a node's death does to them.
  void drop_all() {
    urgent_.clear();
    background_.clear();
  }
  void set_capacity(std::size_t capacity) { capacity_ = capacity; }

 private:
  const unsigned workers_;
  std::size_t capacity_;
  unsigned next_worker_ = 0;
  std::deque<job> urgent_;
  std::deque<job> background_;
};

}  // namespace chant::actors
