// The outbox directory as a relay: what a node without a mail relay sends its letters to.
#pragma once

#include "mail/outbox.hpp"
#include "mail/relay.hpp"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace chant::mail {

/// Owns threads that wait for the disk. A full disk is the relay's trouble, so is any other error
/// of the directory.
class outbox_relay final : public relay {
 public:
  /// The errors of outbox::open.
  [[nodiscard]] static result<std::unique_ptr<outbox_relay>> start(std::filesystem::path directory);
  /// Writes what was handed over.
  ~outbox_relay() override;

  void deliver(envelope to, std::string message,
               std::move_only_function<void(delivery)> done) override;
  [[nodiscard]] unsigned connections() const override { return writers; }

  static constexpr unsigned writers = 4;  ///< a disk syncs several files in about the time of one

 private:
  struct task {
    envelope to;
    std::string message;
    std::move_only_function<void(delivery)> done;
  };

  explicit outbox_relay(outbox directory);
  void run();

  outbox outbox_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<task> waiting_;  ///< at most a few: callers keep to connections()
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace chant::mail
