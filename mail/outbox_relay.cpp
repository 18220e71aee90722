#include "mail/outbox_relay.hpp"

#include <utility>

namespace chant::mail {

result<std::unique_ptr<outbox_relay>> outbox_relay::start(std::filesystem::path directory) {
  auto opened = outbox::open(std::move(directory));
  if (!opened) return std::unexpected(std::move(opened.error()));
  return std::unique_ptr<outbox_relay>(new outbox_relay(*std::move(opened)));
}

outbox_relay::outbox_relay(outbox directory) : outbox_(std::move(directory)) {
  for (unsigned i = 0; i < writers; ++i) threads_.emplace_back([this] { run(); });
}

outbox_relay::~outbox_relay() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  more_.notify_all();
}

void outbox_relay::deliver(envelope to, std::string message,
                           std::move_only_function<void(delivery)> done) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(to), std::move(message), std::move(done)});
  }
  more_.notify_one();
}

void outbox_relay::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    more_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    delivery fate;
    if (auto queued = outbox_.deliver(next.to, next.message)) {
      fate.what = delivery::fate::accepted;
      fate.queue_id = *std::move(queued);
    } else {
      fate.code = queued.error().code;
      fate.text = queued.error().detail;
      fate.of_relay = true;
    }
    next.done(std::move(fate));
    lock.lock();
  }
}

}  // namespace chant::mail
