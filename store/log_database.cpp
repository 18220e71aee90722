#include "store/log_database.hpp"

#include "store/database_words.hpp"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/memtablerep.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

namespace chant::store {

namespace {

constexpr std::size_t stream_prefix_bytes = 16;
constexpr std::size_t lookup_key_bytes = 12;

enum class role : std::uint8_t { writer, reader };

rocksdb::BlockBasedTableOptions blocks(const std::shared_ptr<rocksdb::Cache>& cache,
                                       std::size_t block_bytes) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = block_bytes;
  table.checksum = rocksdb::kXXH3;
  table.format_version = 5;
  return table;
}

rocksdb::ColumnFamilyOptions plain(std::size_t memtable_bytes) {
  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = memtable_bytes;
  family.max_write_buffer_number = 3;
  family.level0_file_num_compaction_trigger = 8;
  family.periodic_compaction_seconds = 0;
  family.ttl = 0;
  return family;
}

/// Written and scanned in order: compaction only moves files. 64 KiB blocks: a tenth smaller and
/// quicker to replay than 16 KiB (a stream's own read then unpacks more, hence snapshots).
rocksdb::ColumnFamilyOptions log_family(const log_database_options& options,
                                        const std::shared_ptr<rocksdb::Cache>& cache) {
  auto family = plain(options.memtable_bytes);
  family.compression = rocksdb::kZSTD;
  family.compression_opts.level = 3;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks(cache, 64U << 10U)));
  return family;
}

/// Random keys: a hash table in memory costs half of a skip list's insert, but knows no order
/// between prefixes, so a reader, who scans, keeps the skip list.
rocksdb::ColumnFamilyOptions index_family(std::size_t memtable_bytes, std::size_t prefix_bytes,
                                          role who, const std::shared_ptr<rocksdb::Cache>& cache) {
  auto family = plain(memtable_bytes);
  family.compression = rocksdb::kLZ4Compression;
  family.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(prefix_bytes));
  // RocksDB asserts when buckets of 8 bytes come near the memtable's size: an eighth is safe.
  if (who == role::writer)
    family.memtable_factory.reset(rocksdb::NewHashLinkListRepFactory(memtable_bytes / 64));
  auto table = blocks(cache, 4U << 10U);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.whole_key_filtering = false;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return family;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families(const log_database_options& options,
                                                      role who) {
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  auto chain = plain(options.memtable_bytes / 16);
  chain.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks(cache, 4U << 10U)));
  // In the order of log_database::table.
  return {{rocksdb::kDefaultColumnFamilyName, log_family(options, cache)},
          {"streams", index_family(options.memtable_bytes, stream_prefix_bytes, who, cache)},
          {"lookups", index_family(options.memtable_bytes / 4, lookup_key_bytes, who, cache)},
          {"chain", chain}};
}

rocksdb::DBOptions writer_options(const log_database_options& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  db.paranoid_checks = true;
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;  // and the witness
  db.track_and_verify_wals_in_manifest = true;
  db.max_background_jobs = 2;
  db.max_total_wal_size = 8 * options.memtable_bytes;
  db.bytes_per_sync = 1U << 20U;
  db.avoid_flush_during_shutdown = false;
  db.allow_concurrent_memtable_write = false;  // the hash index cannot, and one thread writes
  db.info_log = words_to_our_log();
  if (options.listener) db.listeners.push_back(options.listener);
  return db;
}

rocksdb::DBOptions reader_options() {
  rocksdb::DBOptions db;
  // As the writer has it: RocksDB 7.8 would otherwise edit the manifest, and asserts that it may.
  db.track_and_verify_wals_in_manifest = true;
  db.max_open_files = -1;    // a follower must hold what the writer may delete
  db.info_log = no_words();  // no LOG file in a directory that is not ours
  return db;
}

}  // namespace

error failed(std::string_view what, const rocksdb::Status& why) {
  const auto detail = fmt::format("{}: {}", what, why.ToString());
  if (why.IsCorruption()) return {errc::corrupt, "log_corrupt", detail, {}};
  const bool locked = why.IsIOError() && why.ToString().find("lock") != std::string::npos;
  if (locked) return {errc::conflict, "data_dir_in_use", detail, {}};
  return {errc::io, "log_io", detail, {}};
}

result<std::unique_ptr<log_database>> log_database::opened(const rocksdb::Status& status,
                                                           std::unique_ptr<log_database> database,
                                                           rocksdb::DB* db) {
  if (!status.ok()) return std::unexpected(failed("cannot open the log", status));
  database->db_.reset(db);
  return database;
}

result<std::unique_ptr<log_database>> log_database::serve(const log_database_options& options) {
  std::unique_ptr<log_database> database(new log_database);
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(writer_options(options), options.dir.string(),
                                        families(options, role::writer), &database->handles_, &db);
  return opened(status, std::move(database), db);
}

result<std::unique_ptr<log_database>> log_database::follow(const log_database_options& options,
                                                           const std::filesystem::path& own_dir) {
  std::unique_ptr<log_database> database(new log_database);
  rocksdb::DB* db = nullptr;
  const auto status =
      rocksdb::DB::OpenAsSecondary(reader_options(), options.dir.string(), own_dir.string(),
                                   families(options, role::reader), &database->handles_, &db);
  return opened(status, std::move(database), db);
}

result<std::unique_ptr<log_database>> log_database::read_only(const log_database_options& options) {
  std::unique_ptr<log_database> database(new log_database);
  rocksdb::DB* db = nullptr;
  const auto status =
      rocksdb::DB::OpenForReadOnly(reader_options(), options.dir.string(),
                                   families(options, role::reader), &database->handles_, &db);
  return opened(status, std::move(database), db);
}

log_database::~log_database() {
  if (!db_) return;
  for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  db_->Close().PermitUncheckedError();  // everything acknowledged is in the write-ahead log
}

}  // namespace chant::store
