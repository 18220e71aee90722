// `chant backup create|list|verify|erasures` and `chant restore`.
#pragma once

#include "cli/admin.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_view.hpp"
#include "cli/output.hpp"
#include "store/backup.hpp"
#include "store/restore.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace chant::cli {

struct backup_tools {
  admin_call ask;
  admin_change change;
  /// Makes one where no node runs; with `with_node_key`, the node's key too.
  std::function<result<store::backup_summary>(const store::backup_options&, bool with_node_key)>
      offline;
  std::function<void(std::chrono::milliseconds)> sleep;
};

struct backup_create_options {
  std::filesystem::path to;
  std::filesystem::path keys_to;
  bool with_node_key = false;
  std::chrono::days keys_keep{7};
  std::string why;
};

/// Through the running node, or without one.
[[nodiscard]] result<exit_code> create_backup(const backup_tools& with,
                                              const backup_create_options& options,
                                              const io& streams);

struct backup_list_options {
  std::filesystem::path dir;
  bool prune = false;  ///< remove copies of keys whose time is over first
  std::chrono::days keys_keep{7};
};

[[nodiscard]] result<exit_code> list_backups(const backup_list_options& options, timestamp now,
                                             const io& streams);

/// Reads every file of a backup, or of all in a directory, and the log's chain; degraded when
/// something is not as it was written.
[[nodiscard]] result<exit_code> verify_backups(const std::filesystem::path& dir, const io& streams);

/// Writes the ids of all erased sessions to a file ("-": standard output), in place of what it
/// held.
[[nodiscard]] result<exit_code> export_erasures(const log_view& log,
                                                const std::filesystem::path& to, const io& streams);

[[nodiscard]] result<exit_code> restore(const store::restore_options& options, timestamp now,
                                        random_source& random, const io& streams);

}  // namespace chant::cli
