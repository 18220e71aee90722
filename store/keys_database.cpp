#include "store/keys_database.hpp"

#include "store/big_endian.hpp"
#include "store/database_words.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>

#include <mutex>
#include <numeric>

namespace chant::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t fans_a_step = 4096;

std::unexpected<error> failed(std::string_view what, const rocksdb::Status& why) {
  const bool busy = why.IsIOError() && why.ToString().find("lock") != std::string::npos;
  return std::unexpected(error{busy ? errc::conflict : errc::io, busy ? "keys_in_use" : "keys_io",
                               fmt::format("{}: {}", what, why.ToString()), ""});
}

std::unexpected<error> malformed(std::string_view name) {
  return std::unexpected(
      error{errc::corrupt, "key_malformed",
            fmt::format("what stands under {} in the fan keys is malformed", name), ""});
}

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

bool is_a_fans(std::string_view name) { return name.size() == sizeof(campaign::session_id); }

rocksdb::Options options_with(std::shared_ptr<rocksdb::Logger> words) {
  rocksdb::Options options;
  options.paranoid_checks = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;  // and the witness
  options.max_background_jobs = 1;
  options.write_buffer_size = 16U << 20U;  // a wrapped key is 69 bytes: 150,000 fans a file
  options.max_total_wal_size = 64U << 20U;
  options.info_log = std::move(words);
  options.compression = rocksdb::kNoCompression;  // ciphertext does not shrink
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

void count_one(std::string_view value, key_census& into) {
  if (value == keys_database::erased_mark) {
    ++into.erased;
  } else if (const auto by = store::wrapped_by(value)) {
    ++into.by_kek[*by];
  } else {
    ++into.before_ids;
  }
}

}  // namespace

std::uint64_t key_census::keys() const {
  return std::accumulate(by_kek.begin(), by_kek.end(), before_ids,
                         [](std::uint64_t sum, const auto& one) { return sum + one.second; });
}

std::uint64_t key_census::wrapped_by(const kek_id& kek) const {
  const auto found = by_kek.find(kek);
  return found == by_kek.end() ? 0 : found->second;
}

struct keys_database::parts {
  std::unique_ptr<rocksdb::DB> db;
  /// Held by whoever looks over many keys or copies the files, and by whoever makes bytes go: an
  /// iterator, or a link, would keep files that hold them.
  mutable std::mutex files;
};

keys_database::keys_database(std::unique_ptr<parts> p) : parts_(std::move(p)) {}
keys_database::~keys_database() = default;

bool keys_database::exists(const fs::path& dir) {
  std::error_code ignored;
  return fs::exists(dir / "CURRENT", ignored);
}

result<std::unique_ptr<keys_database>> keys_database::serve(const fs::path& dir) {
  auto options = options_with(words_to_our_log());
  options.create_if_missing = true;
  std::error_code unmade;  // RocksDB complains of a directory that is not there, then makes it
  fs::create_directories(dir, unmade);
  rocksdb::DB* db = nullptr;
  const auto opened = rocksdb::DB::Open(options, dir.string(), &db);
  if (!opened.ok()) return failed("the fan keys cannot be opened", opened);
  auto p = std::make_unique<parts>();
  p->db.reset(db);
  return std::unique_ptr<keys_database>(new keys_database(std::move(p)));
}

result<std::unique_ptr<keys_database>> keys_database::read_only(const fs::path& dir) {
  if (!exists(dir))
    return std::unexpected(error{errc::not_found, "keys_unknown",
                                 fmt::format("{} holds no fan keys", dir.string()), ""});
  rocksdb::DB* db = nullptr;
  const auto opened = rocksdb::DB::OpenForReadOnly(options_with(no_words()), dir.string(), &db);
  if (!opened.ok()) return failed("the fan keys cannot be read", opened);
  auto p = std::make_unique<parts>();
  p->db.reset(db);
  return std::unique_ptr<keys_database>(new keys_database(std::move(p)));
}

result<std::optional<std::string>> keys_database::get(std::string_view name) const {
  std::string value;
  const auto got = parts_->db->Get(rocksdb::ReadOptions(), slice(name), &value);
  if (got.IsNotFound()) return std::nullopt;
  if (!got.ok()) return failed("a key cannot be read", got);
  return value;
}

result<void> keys_database::put(std::span<const entry> entries, bool durable) {
  rocksdb::WriteBatch batch;
  rocksdb::Status added;
  for (const auto& [name, value] : entries) {
    added = value.empty() ? batch.Delete(slice(name)) : batch.Put(slice(name), slice(value));
    if (!added.ok()) return failed("keys cannot be gathered", added);
  }
  rocksdb::WriteOptions how;
  how.sync = durable;
  const auto written = parts_->db->Write(how, &batch);
  if (!written.ok()) return failed("keys cannot be written", written);
  return {};
}

result<void> keys_database::sync() {
  const auto synced = parts_->db->SyncWAL();
  if (!synced.ok()) return failed("the fan keys cannot be synced", synced);
  return {};
}

// A replaced value survives in the write-ahead log until the memtable is flushed, and in older
// files until they are compacted. RocksDB removes files behind the caller's back: asking for its
// write-ahead logs waits until it has.
result<void> keys_database::forget_old_bytes(std::optional<std::string_view> name) {
  const std::scoped_lock lock(parts_->files);
  auto& db = *parts_->db;
  const auto flushed = db.Flush(rocksdb::FlushOptions());
  if (!flushed.ok()) return failed("the fan keys cannot be flushed", flushed);
  rocksdb::CompactRangeOptions how;
  how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  const auto one = slice(name.value_or(""));
  const auto* const only = name ? &one : nullptr;
  const auto compacted = db.CompactRange(how, only, only);
  if (!compacted.ok()) return failed("the fan keys cannot be compacted", compacted);
  rocksdb::VectorLogPtr logs;
  const auto settled = db.GetSortedWalFiles(logs);
  if (!settled.ok()) return failed("old files of the fan keys cannot be removed", settled);
  return {};
}

result<std::vector<keys_database::entry>> keys_database::fans_after(std::string_view name,
                                                                    std::size_t limit) const {
  const std::scoped_lock lock(parts_->files);
  rocksdb::ReadOptions once;
  once.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> at(parts_->db->NewIterator(once));
  std::vector<entry> found;
  for (at->Seek(slice(name)); at->Valid() && found.size() < limit; at->Next()) {
    const auto here = at->key().ToString();
    if (here != name && is_a_fans(here)) found.emplace_back(here, at->value().ToString());
  }
  if (!at->status().ok()) return failed("the fan keys cannot be gone over", at->status());
  return found;
}

result<key_census> keys_database::count() const {
  key_census all;
  std::string last;
  for (;;) {
    const auto some = fans_after(last, fans_a_step);
    if (!some) return std::unexpected(some.error());
    for (const auto& [name, value] : *some) count_one(value, all);
    if (some->size() < fans_a_step) return all;
    last = some->back().first;
  }
}

result<keys_state> keys_database::state() const {
  keys_state now;
  const auto in_force = get(kek);
  if (!in_force) return std::unexpected(in_force.error());
  if (*in_force) {
    const std::string_view bytes = **in_force;
    if (bytes.size() != sizeof(kek_id) + 8) return malformed(kek);
    now.kek = kek_id::from_raw(bytes.substr(0, sizeof(kek_id)));
    now.kek_since = timestamp(
        std::chrono::microseconds(load_big_endian<std::uint64_t>(bytes.data() + sizeof(kek_id))));
  }
  const auto before = get(retiring);
  if (!before) return std::unexpected(before.error());
  if (*before) {
    now.retiring = kek_id::from_raw(std::string_view(**before).substr(0, sizeof(kek_id)));
    if (!now.retiring) return malformed(retiring);
  }
  return now;
}

std::uint64_t keys_database::sequence() const { return parts_->db->GetLatestSequenceNumber(); }

result<std::string> keys_database::identity() const {
  std::string id;
  const auto got = parts_->db->GetDbIdentity(id);
  if (!got.ok()) return failed("the fan keys' identity cannot be read", got);
  return id;
}

result<void> keys_database::with_copy(const fs::path& dir,
                                      const std::function<result<void>()>& use) const {
  const std::scoped_lock lock(parts_->files);
  rocksdb::Checkpoint* made = nullptr;
  auto status = rocksdb::Checkpoint::Create(parts_->db.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(dir.string());
  if (!status.ok()) return failed("copying the fan keys", status);
  return use();
}

}  // namespace chant::store
