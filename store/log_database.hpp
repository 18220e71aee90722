// The RocksDB instance under the log: its four tables and how they are opened (store/FORMAT.md).
#pragma once

#include "base/result.hpp"

#include <rocksdb/db.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chant::store {

/// What `failed` reports: errc::corrupt "log_corrupt", errc::conflict "data_dir_in_use" or errc::io
/// "log_io".
[[nodiscard]] error failed(std::string_view what, const rocksdb::Status& why);

inline rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

struct log_database_options {
  std::filesystem::path dir = {};
  /// Each table's memtable. The hash index of streams takes an eighth of it for buckets.
  std::size_t memtable_bytes = 64U << 20U;
  std::size_t block_cache_bytes = 32U << 20U;
  std::shared_ptr<rocksdb::EventListener> listener = nullptr;
};

class log_database {
 public:
  enum class table : std::uint8_t { log, streams, lookups, chain };

  /// For the one writer; made if absent.
  [[nodiscard]] static result<std::unique_ptr<log_database>> serve(
      const log_database_options& options);
  /// Beside a writer: reads its files and its write-ahead log; `own_dir` is scratch space.
  [[nodiscard]] static result<std::unique_ptr<log_database>> follow(
      const log_database_options& options, const std::filesystem::path& own_dir);
  /// Where nobody writes. Leaves no trace in the directory.
  [[nodiscard]] static result<std::unique_ptr<log_database>> read_only(
      const log_database_options& options);
  ~log_database();

  [[nodiscard]] rocksdb::DB& db() const { return *db_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* of(table t) const {
    return handles_[static_cast<std::size_t>(t)];
  }

 private:
  log_database() = default;
  [[nodiscard]] static result<std::unique_ptr<log_database>> opened(
      const rocksdb::Status& status, std::unique_ptr<log_database> database, rocksdb::DB* db);

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace chant::store
