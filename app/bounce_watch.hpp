// Reads the letters that come back into a maildir, one after another.
#pragma once

#include "campaign/letter_returns.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace chant::app {

/// Looks into `new/` every ten seconds, on a thread of its own. What was read, and what is no
/// report about a letter of ours, goes to `cur/`; what could not be recorded yet stays.
class bounce_watch {
 public:
  /// `returns` outlives it.
  bounce_watch(std::filesystem::path maildir, campaign::letter_returns& returns);
  /// Finishes the report it is at.
  ~bounce_watch();

  static constexpr std::chrono::seconds pace{10};

 private:
  void run();
  void look();
  void take(const std::filesystem::path& file);

  const std::filesystem::path maildir_;
  campaign::letter_returns& returns_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace chant::app
