// A data directory made of backups, in which whoever was erased stays erased.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/backup.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace chant::store {

struct restore_options {
  std::filesystem::path from = {};       ///< a backup, or a directory of them: the newest
  std::filesystem::path keys_from = {};  ///< the same for keys
  std::filesystem::path data = {};       ///< made; must not exist, or be empty
  std::vector<std::filesystem::path> erasures = {};  ///< lists kept elsewhere
  std::chrono::days keys_keep{7};
  bool old_keys = false;  ///< take keys whose time is over
  bool dry_run = false;   ///< check everything, write nothing
  std::string who = {};   ///< for the log of the directory that is made
  std::string why = {};
};

struct restore_report {
  std::string name;       ///< of the backup
  std::string keys_name;  ///< of the keys
  std::uint64_t head = 0;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t erased = 0;       ///< fans known to be erased
  std::uint64_t erased_anew = 0;  ///< of them, those whom the backup's log still had
  std::uint64_t recordings_left_out = 0;
  bool node_key = false;  ///< it came with the keys
};

/// Checks every file before anything is written, builds beside `data`, and gives it its name when
/// it is whole. errc::not_found "backup_unknown", "backups_unknown"; errc::conflict
/// "data_dir_exists"; errc::corrupt "backup_differs" with the first file's name; errc::refused
/// "keys_backup_expired", "keys_backup_older" (than the log), "campaign_differs"; the errors of log
/// and keys.
[[nodiscard]] result<restore_report> restore_backup(
    const restore_options& options, timestamp now, random_source& random,
    const std::function<void(std::uint64_t files, std::uint64_t bytes)>& tell);

}  // namespace chant::store
