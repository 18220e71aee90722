// The job queue of a running node: one operating system thread for each worker.
#pragma once

#include "actors/job_queue.hpp"

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chant::actors {

class job_threads final : public job_queue {
 public:
  /// `name` shows in `top -H`, at most 13 characters; `capacity` jobs may wait at each priority.
  job_threads(const std::string& name, unsigned workers, std::size_t capacity);
  ~job_threads() override;

  [[nodiscard]] bool post(priority how, job work) override;
  [[nodiscard]] unsigned workers() const override { return static_cast<unsigned>(threads_.size()); }
  [[nodiscard]] std::size_t depth() const override;

  /// Takes no more jobs, runs what is queued, ends the threads. Idempotent; not from a worker.
  void close();

 private:
  void run(unsigned worker);
  /// The next job; empty when closed and nothing is left.
  [[nodiscard]] job next();

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::array<std::deque<job>, 2> waiting_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace chant::actors
