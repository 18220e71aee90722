// One backup at a time of a running node, on a thread of its own; and of a directory that nobody
// serves.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "store/backup.hpp"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

namespace chant::app {

struct backup_progress {
  bool running = false;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::optional<store::backup_summary> done;  ///< of the last one
  std::optional<error> fault;                 ///< why the last one failed
};

/// Thread-safe.
class backup_job {
 public:
  /// What `parts` names, and `time`, outlive it.
  backup_job(store::backup_parts parts, const clock& time)
      : parts_(std::move(parts)), time_(time) {}
  /// Breaks off what is under way; nothing of it stays.
  ~backup_job() = default;

  /// Begins and returns. errc::conflict "backup_running".
  [[nodiscard]] result<void> start(store::backup_options options);
  [[nodiscard]] backup_progress progress() const;

 private:
  void run(const store::backup_options& options, const std::stop_token& stop);

  const store::backup_parts parts_;
  const clock& time_;
  mutable std::mutex mutex_;  ///< guards what follows
  backup_progress now_;
  std::jthread thread_;
};

/// Where node.key lies, if it is a file. errc::refused "node_key_elsewhere".
[[nodiscard]] result<std::filesystem::path> node_key_file(const config::node& settings);

/// Of a data directory that no node serves. The errors of create_backup() and of opening it.
[[nodiscard]] result<store::backup_summary> back_up(const config::node& settings,
                                                    const store::backup_options& options,
                                                    bool with_node_key,
                                                    const std::string& campaign);

}  // namespace chant::app
