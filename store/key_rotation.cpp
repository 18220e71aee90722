#include "store/key_rotation.hpp"

#include "base/log.hpp"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace chant::store {

struct key_rotation::state {
  explicit state(rocksdb_fan_keys& k) : keys(k) {}

  rocksdb_fan_keys& keys;
  std::mutex starting;       ///< held while one is begun; guards the thread
  mutable std::mutex mutex;  ///< guards what follows
  std::condition_variable over;
  rotation_progress now;
  std::jthread thread;

  void run_from(std::uint64_t total);
  [[nodiscard]] result<void> run(const std::stop_token& stop);
  void end(const result<void>& how);
};

/// With `starting` held and nothing running.
void key_rotation::state::run_from(std::uint64_t total) {
  {
    const std::scoped_lock lock(mutex);
    now = {.running = true, .done = 0, .total = total, .fault = {}};
  }
  thread = std::jthread([this](const std::stop_token& stop) { end(run(stop)); });
}

result<void> key_rotation::state::run(const std::stop_token& stop) {
  std::string last;
  while (!stop.stop_requested()) {
    const auto step = keys.rewrap_after(last);
    if (!step) return std::unexpected(step.error());
    if (!step->last) return keys.finish_rotation();
    last = *step->last;
    const std::scoped_lock lock(mutex);
    now.done += step->fans;
  }
  return {};
}

void key_rotation::state::end(const result<void>& how) {
  if (how) {
    log::info("fan keys are wrapped by one key", {{"rotating", keys.rotating()}});
  } else {
    log::error("a rotation of keys stopped",
               {{"code", how.error().code}, {"reason", how.error().detail}});
  }
  const std::scoped_lock lock(mutex);
  now.running = false;
  if (!how) now.fault = how.error();
  over.notify_all();
}

key_rotation::key_rotation(rocksdb_fan_keys& keys) : state_(std::make_unique<state>(keys)) {
  if (!keys.rotating()) return;
  if (const auto begun = start(); !begun)
    log::error("a rotation of keys cannot be taken up", {{"reason", begun.error().detail}});
}

key_rotation::~key_rotation() = default;

result<void> key_rotation::start() {
  const std::scoped_lock lock(state_->starting);
  if (progress().running)
    return std::unexpected(
        error{errc::conflict, "keys_rotating", "keys are being wrapped anew", ""});
  if (!state_->keys.rotating()) {
    if (auto begun = state_->keys.begin_rotation(); !begun) return begun;
  }
  const auto known = state_->keys.status();
  if (!known) return std::unexpected(known.error());
  state_->run_from(known->census.keys() + known->census.erased);
  return {};
}

rotation_progress key_rotation::progress() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->now;
}

void key_rotation::wait() {
  std::unique_lock lock(state_->mutex);
  state_->over.wait(lock, [this] { return !state_->now.running; });
}

}  // namespace chant::store
