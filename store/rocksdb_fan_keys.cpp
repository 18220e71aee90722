#include "store/rocksdb_fan_keys.hpp"

#include "store/database_words.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <unistd.h>

#include <atomic>
#include <list>
#include <mutex>
#include <unordered_map>

namespace chant::store {

namespace {

using campaign::session_id;
using std::filesystem::path;

error failed(std::string_view what, const rocksdb::Status& why) {
  const bool busy = why.IsIOError() && why.ToString().find("lock") != std::string::npos;
  return {busy ? errc::conflict : errc::io, busy ? "keys_in_use" : "keys_io",
          fmt::format("{}: {}", what, why.ToString()), ""};
}

error file_failed(const path& file, std::string_view what) {
  return {errc::io, "keys_io", fmt::format("{} cannot be {}", file.string(), what), ""};
}

result<std::string> read_key_file(const path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::unexpected(file_failed(file, "read"));
  std::string bytes(sizeof(secret_key) + 1, '\0');
  const auto count = ::read(descriptor, bytes.data(), bytes.size());
  ::close(descriptor);
  bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return bytes;
}

/// Written aside, synced, then renamed: there is never a half a key.
result<void> write_key_file(const path& file, const secret_key& key) {
  const path aside = file.string() + ".new";
  const int descriptor = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return std::unexpected(file_failed(aside, "written"));
  const bool written =
      ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
      ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written || ::rename(aside.c_str(), file.c_str()) != 0)
    return std::unexpected(file_failed(file, "written"));
  const int dir = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = dir >= 0 && ::fsync(dir) == 0;
  if (dir >= 0) ::close(dir);
  if (!synced) return std::unexpected(file_failed(file, "synced"));
  return {};
}

result<secret_key> load_node_key(const path& file, random_source& random) {
  secret_key key;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    random.fill(key);
    if (auto written = write_key_file(file, key); !written) return std::unexpected(written.error());
    return key;
  }
  const auto bytes = read_key_file(file);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() != key.size())
    return std::unexpected(
        error{errc::corrupt, "node_key_malformed",
              fmt::format("{} is not a key of {} bytes", file.string(), key.size()), ""});
  std::memcpy(key.data(), bytes->data(), key.size());
  return key;
}

rocksdb::Options database_options() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.max_background_jobs = 1;
  options.write_buffer_size = 16U << 20U;  // a wrapped key is 60 bytes: 200,000 fans a file
  options.max_total_wal_size = 64U << 20U;
  options.info_log = words_to_our_log();
  options.compression = rocksdb::kNoCompression;  // ciphertext does not shrink
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

/// The most recently used keys, unwrapped. Not thread-safe.
class key_cache {
 public:
  explicit key_cache(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::optional<secret_key> find(const session_id& of) {
    const auto found = places_.find(of);
    if (found == places_.end()) return std::nullopt;
    order_.splice(order_.begin(), order_, found->second);
    return found->second->second;
  }

  void erase(const session_id& of) {
    const auto found = places_.find(of);
    if (found == places_.end()) return;
    order_.erase(found->second);
    places_.erase(found);
  }

  void insert(const session_id& of, const secret_key& key) {
    order_.emplace_front(of, key);
    places_[of] = order_.begin();
    if (order_.size() > capacity_) {
      places_.erase(order_.back().first);
      order_.pop_back();
    }
  }

 private:
  using entry = std::pair<session_id, secret_key>;
  std::size_t capacity_;
  std::list<entry> order_;
  std::unordered_map<session_id, std::list<entry>::iterator> places_;
};

}  // namespace

struct rocksdb_fan_keys::state {
  explicit state(fan_keys_options o) : options(std::move(o)), cache(options.cached_keys) {}

  fan_keys_options options;
  secret_key node_key{};
  std::unique_ptr<rocksdb::DB> database;
  std::mutex mutex;  ///< guards the cache, and that a fan gets one key only
  key_cache cache;
  std::atomic<bool> unsynced{false};

  /// With the mutex held.
  [[nodiscard]] result<std::optional<secret_key>> read(const session_id& of) {
    if (const auto known = cache.find(of)) return known;
    std::string wrapped;
    const auto got = database->Get(rocksdb::ReadOptions(), rocksdb::Slice(of.view()), &wrapped);
    if (got.IsNotFound()) return std::nullopt;
    if (!got.ok()) return std::unexpected(failed("a fan's key cannot be read", got));
    const auto raw = decrypt(node_key, of.view(), wrapped);
    if (!raw) return std::unexpected(raw.error());
    secret_key key;
    if (raw->size() != key.size())
      return std::unexpected(
          error{errc::corrupt, "key_malformed", "A fan's key is malformed.", ""});
    std::memcpy(key.data(), raw->data(), key.size());
    cache.insert(of, key);
    return key;
  }
};

rocksdb_fan_keys::rocksdb_fan_keys(std::unique_ptr<state> s, random_source& random)
    : sealing_fan_keys(random), state_(std::move(s)) {}

rocksdb_fan_keys::~rocksdb_fan_keys() = default;

result<std::unique_ptr<rocksdb_fan_keys>> rocksdb_fan_keys::open_in(fan_keys_options options,
                                                                    random_source& random) {
  auto s = std::make_unique<state>(std::move(options));
  const path& dir = s->options.dir;
  std::error_code ignored;
  std::filesystem::create_directories(dir, ignored);
  std::filesystem::permissions(dir, std::filesystem::perms::owner_all, ignored);
  auto node_key = load_node_key(dir / "node.key", random);
  if (!node_key) return std::unexpected(node_key.error());
  s->node_key = *node_key;
  rocksdb::DB* database = nullptr;
  std::error_code unmade;  // RocksDB complains of a directory that is not there, then makes it
  std::filesystem::create_directory(dir / "db", unmade);
  const auto opened = rocksdb::DB::Open(database_options(), (dir / "db").string(), &database);
  if (!opened.ok()) return std::unexpected(failed("the fan keys cannot be opened", opened));
  s->database.reset(database);
  return std::unique_ptr<rocksdb_fan_keys>(new rocksdb_fan_keys(std::move(s), random));
}

result<std::optional<secret_key>> rocksdb_fan_keys::find_key(const session_id& of) const {
  const std::scoped_lock lock(state_->mutex);
  return state_->read(of);
}

result<secret_key> rocksdb_fan_keys::ensure_key(const session_id& of) {
  const std::scoped_lock lock(state_->mutex);
  auto known = state_->read(of);
  if (!known) return std::unexpected(known.error());
  if (*known) return **known;
  if (state_->options.admit) {
    if (auto admitted = state_->options.admit(); !admitted)
      return std::unexpected(admitted.error());
  }
  const secret_key key = random_key();
  const std::string_view raw(reinterpret_cast<const char*>(key.data()), key.size());
  const auto put = state_->database->Put(rocksdb::WriteOptions(), rocksdb::Slice(of.view()),
                                         encrypt(state_->node_key, of.view(), raw, random()));
  if (!put.ok()) return std::unexpected(failed("a fan's key cannot be written", put));
  state_->unsynced.store(true);
  state_->cache.insert(of, key);
  return key;
}

secret_key rocksdb_fan_keys::key_for(std::string_view purpose) const {
  return derived_key(state_->node_key, purpose);
}

result<void> rocksdb_fan_keys::make_durable() {
  if (!state_->unsynced.exchange(false)) return {};
  const auto synced = state_->database->SyncWAL();
  if (synced.ok()) return {};
  state_->unsynced.store(true);
  return std::unexpected(failed("the fan keys cannot be synced", synced));
}

// A deleted key survives in the write-ahead log until the memtable is flushed, and in older files
// until they are compacted: both are done at once, for this key alone.
result<void> rocksdb_fan_keys::destroy(const session_id& stream) {
  const rocksdb::Slice key(stream.view());
  {
    const std::scoped_lock lock(state_->mutex);
    state_->cache.erase(stream);
    rocksdb::WriteOptions durable;
    durable.sync = true;
    const auto gone = state_->database->Delete(durable, key);
    if (!gone.ok()) return std::unexpected(failed("a fan's key cannot be destroyed", gone));
  }
  const auto flushed = state_->database->Flush(rocksdb::FlushOptions());
  if (!flushed.ok()) return std::unexpected(failed("the fan keys cannot be flushed", flushed));
  rocksdb::CompactRangeOptions whole;
  whole.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  const auto compacted = state_->database->CompactRange(whole, &key, &key);
  if (!compacted.ok())
    return std::unexpected(failed("the fan keys cannot be compacted", compacted));
  return {};
}

}  // namespace chant::store
