// Backups of a data directory: the log, the recordings and the builds in one place, the fans' keys
// in another, where they live for days (store/FORMAT.md).
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "store/rocksdb_fan_keys.hpp"
#include "store/rocksdb_log.hpp"
#include "store/sealed_dir.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace chant::store {

struct backup_options {
  std::filesystem::path to = {};       ///< holds a directory for each backup
  std::filesystem::path keys_to = {};  ///< the same for keys; empty: no keys are copied
  std::chrono::days keys_keep{7};
  /// Copied with the keys: whoever has it opens them all. Empty: not.
  std::filesystem::path node_key = {};
};

/// What is copied; all of it outlives the copying.
struct backup_parts {
  const rocksdb_log& log;
  const rocksdb_fan_keys& keys;
  std::filesystem::path data_dir;
  std::string campaign;
};

struct backup_summary {
  std::string name;
  std::uint64_t head = 0;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t keys_removed = 0;        ///< older copies of keys whose time was over
  std::uint64_t recordings_removed = 0;  ///< of erased fans, from older backups
};

/// One that lies in a directory of backups.
struct listed_backup {
  std::filesystem::path dir;
  manifest about;

  [[nodiscard]] std::string value(std::string_view key) const;
  [[nodiscard]] timestamp made() const;
};

/// Beside fans who go on: the log as of now, then the keys, so that every event's key is there.
/// Also removes what older backups should not have any more. `tell` hears of files and bytes so
/// far, and says false to break off ("backup_cancelled"). errc::conflict "keys_rotating",
/// "backup_exists"; errc::refused "keys_beside_log"; errc::io "backup_io", "disk_full".
[[nodiscard]] result<backup_summary> create_backup(
    const backup_parts& parts, const backup_options& options, timestamp now,
    const std::function<bool(std::uint64_t files, std::uint64_t bytes)>& tell);

/// Oldest first; what has no manifest is not among them. errc::not_found "backups_unknown".
[[nodiscard]] result<std::vector<listed_backup>> list_backups(const std::filesystem::path& in);

/// Removes copies of keys that are older, and says how many; and what was not finished.
[[nodiscard]] result<std::uint64_t> prune_keys(const std::filesystem::path& keys_dir,
                                               std::chrono::days keep, timestamp now);

/// Files that are not what they were; recordings of fans erased since may be missing.
[[nodiscard]] result<std::vector<std::string>> verify_backup(const listed_backup& backup);

/// Whose recording a file of a backup is; nothing for other files.
[[nodiscard]] std::optional<campaign::session_id> session_of_recording(std::string_view name);

}  // namespace chant::store
