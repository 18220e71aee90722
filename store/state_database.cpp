#include "store/state_database.hpp"

#include "store/database_words.hpp"
#include "store/state_mail_queue.hpp"
#include "store/state_suppression_list.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <vector>

namespace chant::store {

namespace {

constexpr std::size_t checkpoint_state_bytes_max = 1U << 20U;

error failed(std::string_view what, const rocksdb::Status& why) {
  const bool busy = why.IsIOError() && why.ToString().find("lock") != std::string::npos;
  return {busy ? errc::conflict : errc::io, busy ? "state_in_use" : "state_io",
          fmt::format("{}: {}", what, why.ToString()), ""};
}

error malformed(std::string_view what) {
  return {errc::corrupt, "state_malformed", fmt::format("a {} is malformed", what), ""};
}

/// Position, big-endian in 8 bytes, then the opaque state.
std::string with_position(std::uint64_t position, std::string_view state) {
  std::string value;
  value.reserve(8 + state.size());
  for (int shift = 56; shift >= 0; shift -= 8)
    value += static_cast<char>((position >> static_cast<unsigned>(shift)) & 255U);
  value += state;
  return value;
}

std::uint64_t position_of(std::string_view value) {
  std::uint64_t position = 0;
  for (std::size_t i = 0; i < 8; ++i)
    position = position << 8U | static_cast<unsigned char>(value[i]);
  return position;
}

snapshot snapshot_of(std::string_view value) {
  return {.version = campaign::stream_version(static_cast<std::uint32_t>(position_of(value))),
          .state = std::string(value.substr(8))};
}

rocksdb::ColumnFamilyOptions table_options() {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = 32U << 20U;
  options.compression = rocksdb::kLZ4Compression;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

struct state_database::state {
  state_database_options options;
  std::unique_ptr<rocksdb::DB> database;
  rocksdb::ColumnFamilyHandle* checkpoints = nullptr;
  rocksdb::ColumnFamilyHandle* snapshots = nullptr;
  rocksdb::ColumnFamilyHandle* mail = nullptr;
  std::unique_ptr<state_mail_queue> letters;
  std::unique_ptr<state_suppression_list> suppressed;

  ~state() {
    if (!database) return;
    for (auto* handle : {checkpoints, snapshots, mail})
      if (handle != nullptr) database->DestroyColumnFamilyHandle(handle);
  }

  [[nodiscard]] result<void> admit() const {
    if (options.read_only)
      return std::unexpected(
          error{errc::unavailable, "state_read_only", "The state is open for reading only.", ""});
    return options.admit ? options.admit() : result<void>();
  }

  [[nodiscard]] result<std::optional<std::string>> get(rocksdb::ColumnFamilyHandle* table,
                                                       std::string_view key,
                                                       std::string_view what) const {
    std::string value;
    const auto got = database->Get(rocksdb::ReadOptions(), table, rocksdb::Slice(key), &value);
    if (got.IsNotFound()) return std::nullopt;
    if (!got.ok()) return std::unexpected(failed(what, got));
    if (value.size() < 8) return std::unexpected(malformed(what));
    return value;
  }
};

state_database::state_database(std::unique_ptr<state> s) : state_(std::move(s)) {}
state_database::~state_database() = default;

result<std::unique_ptr<state_database>> state_database::open(state_database_options options) {
  auto s = std::make_unique<state>();
  s->options = std::move(options);
  rocksdb::DBOptions all;
  all.create_if_missing = true;
  all.create_missing_column_families = true;
  all.max_background_jobs = 1;
  all.max_total_wal_size = 64U << 20U;
  all.info_log = s->options.read_only ? no_words() : words_to_our_log();
  std::vector<rocksdb::ColumnFamilyDescriptor> tables{
      {rocksdb::kDefaultColumnFamilyName, table_options()}, {"snapshots", table_options()}};
  // Beside a running node nobody looks at the queue, and an older directory has none.
  if (!s->options.read_only) tables.emplace_back("mail", table_options());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* database = nullptr;
  const auto dir = s->options.dir.string();
  std::error_code unreadable;
  if (s->options.read_only && !std::filesystem::exists(s->options.dir / "CURRENT", unreadable))
    return std::unexpected(error{errc::not_found, "state_unknown", "There is no state yet.", ""});
  if (!s->options.read_only) std::filesystem::create_directories(s->options.dir, unreadable);
  const auto opened = s->options.read_only
                          ? rocksdb::DB::OpenForReadOnly(all, dir, tables, &handles, &database)
                          : rocksdb::DB::Open(all, dir, tables, &handles, &database);
  if (!opened.ok()) return std::unexpected(failed("the state cannot be opened", opened));
  s->database.reset(database);
  s->checkpoints = handles[0];
  s->snapshots = handles[1];
  if (handles.size() > 2) s->mail = handles[2];
  if (s->mail != nullptr) {
    const auto admit = [&state = *s] { return state.admit(); };
    s->letters = std::make_unique<state_mail_queue>(*s->database, *s->mail, admit);
    s->suppressed = std::make_unique<state_suppression_list>(*s->database, *s->mail, admit);
  }
  return std::unique_ptr<state_database>(new state_database(std::move(s)));
}

mail_queue& state_database::letters() { return *state_->letters; }
suppression_list& state_database::suppressed() { return *state_->suppressed; }

result<std::optional<checkpoint>> state_database::load(std::string_view consumer) const {
  const auto value = state_->get(state_->checkpoints, consumer, "checkpoint");
  if (!value) return std::unexpected(value.error());
  if (!*value) return std::nullopt;
  return checkpoint{.next = campaign::log_offset(position_of(**value)),
                    .state = (*value)->substr(8)};
}

result<void> state_database::save(std::string_view consumer, const checkpoint& c) {
  if (c.state.size() > checkpoint_state_bytes_max)
    return std::unexpected(error{errc::too_large, "checkpoint_too_large",
                                 "A checkpoint's state is at most 1 MiB.", ""});
  if (auto admitted = state_->admit(); !admitted) return admitted;
  const auto put =
      state_->database->Put(rocksdb::WriteOptions(), state_->checkpoints, rocksdb::Slice(consumer),
                            with_position(c.next.value(), c.state));
  if (!put.ok()) return std::unexpected(failed("a checkpoint cannot be written", put));
  return {};
}

result<std::optional<snapshot>> state_database::load(const campaign::session_id& of) const {
  const auto value = state_->get(state_->snapshots, of.view(), "snapshot");
  if (!value) return std::unexpected(value.error());
  if (!*value) return std::nullopt;
  return snapshot_of(**value);
}

void state_database::save(const campaign::session_id& of, snapshot s) {
  // A snapshot that is not kept costs a longer recovery, nothing else.
  if (!state_->admit()) return;
  (void)state_->database->Put(rocksdb::WriteOptions(), state_->snapshots, rocksdb::Slice(of.view()),
                              with_position(s.version.value(), s.state));
}

result<void> state_database::each_snapshot(
    const std::function<bool(const campaign::session_id&, const snapshot&)>& visit) const {
  rocksdb::ReadOptions reading;
  reading.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> at(
      state_->database->NewIterator(reading, state_->snapshots));
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    const auto of = campaign::session_id::from_raw(at->key().ToStringView());
    if (!of || at->value().size() < 8) return std::unexpected(malformed("snapshot"));
    if (!visit(*of, snapshot_of(at->value().ToStringView()))) return {};
  }
  if (!at->status().ok())
    return std::unexpected(failed("the snapshots cannot be read", at->status()));
  return {};
}

}  // namespace chant::store
