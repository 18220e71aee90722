#include "actors/job_threads.hpp"

#include <pthread.h>

namespace chant::actors {

job_threads::job_threads(const std::string& name, unsigned workers, std::size_t capacity)
    : capacity_(capacity) {
  threads_.reserve(workers);
  for (unsigned worker = 0; worker < workers; ++worker) {
    threads_.emplace_back([this, worker] { run(worker); });
    // The kernel keeps 15 characters.
    const std::string label = name.substr(0, 13) + '-' + std::to_string(worker);
    pthread_setname_np(threads_.back().native_handle(), label.substr(0, 15).c_str());
  }
}

job_threads::~job_threads() { close(); }

bool job_threads::post(priority how, job work) {
  {
    const std::lock_guard lock(mutex_);
    auto& queue = waiting_[static_cast<std::size_t>(how)];
    if (closed_ || queue.size() >= capacity_) return false;
    queue.push_back(std::move(work));
  }
  more_.notify_one();
  return true;
}

std::size_t job_threads::depth() const {
  const std::lock_guard lock(mutex_);
  return waiting_[0].size() + waiting_[1].size();
}

void job_threads::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  more_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void job_threads::run(unsigned worker) {
  while (auto work = next()) work(worker);
}

job_queue::job job_threads::next() {
  std::unique_lock lock(mutex_);
  more_.wait(lock, [this] { return closed_ || !waiting_[0].empty() || !waiting_[1].empty(); });
  for (auto& queue : waiting_) {
    if (queue.empty()) continue;
    auto work = std::move(queue.front());
    queue.pop_front();
    return work;
  }
  return {};
}

}  // namespace chant::actors
