#include "store/rocksdb_log.hpp"

#include "base/log.hpp"
#include "store/data_lock.hpp"
#include "store/log_layout.hpp"
#include "store/log_writer.hpp"

#include <fmt/format.h>
#include <rocksdb/utilities/checkpoint.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace chant::store {

namespace {

std::unexpected<error> corrupt(std::string code, std::string detail) {
  return std::unexpected(error{errc::corrupt, std::move(code), std::move(detail), {}});
}

result<void> make_directories(const log_layout& layout) {
  std::error_code why;
  std::filesystem::create_directories(layout.database(), why);
  if (!why) return {};
  return std::unexpected(
      error{errc::io,
            "log_io",
            fmt::format("cannot make {}: {}", layout.database().string(), why.message()),
            {}});
}

/// Whether what the tables hold is what the witness saw.
result<void> compare(const log_tables& tables, log_offset head,
                     const std::optional<witness_mark>& seen) {
  if (!seen && head.value() == 0) return {};
  if (!seen) return corrupt("witness_missing", "there is a log, but no readable HEAD beside it");
  if (seen->head > head) {
    return corrupt("log_tail_missing",
                   fmt::format("the log ends at offset {}, but {} events were acknowledged",
                               head.value(), seen->head.value()));
  }
  const auto chain = tables.chain_to(seen->head);
  if (!chain) return std::unexpected(chain.error());
  if (chain->digest() == seen->digest) return {};
  return corrupt("chain_mismatch",
                 fmt::format("the events before offset {} are not those that were acknowledged",
                             seen->head.value()));
}

/// Wakes each second: what the witness holds in memory goes to disk, and the room is measured.
class keeper {
 public:
  keeper(const witness& head_file, const disk_space& space, metrics::gauge& free)
      : thread_([&head_file, &space, &free, this] {
          std::unique_lock lock(mutex_);
          while (!stop_) {
            if (const auto room = space.read())
              free.set(static_cast<std::int64_t>(room->free_bytes));
            wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stop_; });
            if (const auto synced = head_file.sync(); !synced)
              log::error("HEAD cannot be synced", {{"reason", synced.error().detail}});
          }
        }) {}
  ~keeper() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  keeper(const keeper&) = delete;
  keeper& operator=(const keeper&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace

struct rocksdb_log::state {
  rocksdb_log_options options;
  log_layout layout;
  disk_space space;
  metrics::registry unobserved;  ///< where the options name none
  std::unique_ptr<data_lock> lock;
  std::shared_ptr<write_health> health;
  std::unique_ptr<log_database> database;
  std::unique_ptr<witness> head_file;
  std::optional<keeper> keeping;
  std::optional<log_writer> writer;

  explicit state(rocksdb_log_options o)
      : options(std::move(o)),
        layout{options.dir},
        space(options.dir, options.space),
        health(std::make_shared<write_health>()) {}

  [[nodiscard]] log_tables tables() const { return log_tables(*database); }
  [[nodiscard]] result<void> open_files();
  [[nodiscard]] result<void> start();
};

result<void> rocksdb_log::state::open_files() {
  if (auto made = make_directories(layout); !made) return made;
  auto locked = data_lock::take(layout.dir);
  if (!locked) return std::unexpected(locked.error());
  lock = std::move(*locked);
  std::error_code ignored;
  std::filesystem::remove_all(layout.readers(), ignored);  // what killed readers left behind
  if (auto kept = keep_ballast(layout.ballast(), options.ballast_bytes); !kept) return kept;
  auto opened = log_database::serve(
      {.dir = layout.database(), .memtable_bytes = options.memtable_bytes, .listener = health});
  if (!opened) return std::unexpected(opened.error());
  database = std::move(*opened);
  return {};
}

result<void> rocksdb_log::state::start() {
  const auto head = tables().head();
  if (!head) return std::unexpected(head.error());
  const auto seen = witness::read(layout.witness());
  if (!seen) return std::unexpected(seen.error());
  if (auto same = compare(tables(), *head, *seen); !same) {
    if (!options.accept_lost_tail) return same;
    log::warn("starting with a damaged log", {{"reason", same.error().detail}});
  }
  auto chain = tables().chain_to(*head);
  if (!chain) return std::unexpected(chain.error());
  auto opened = witness::open(layout.witness());
  if (!opened) return std::unexpected(opened.error());
  head_file = std::move(*opened);
  head_file->set({*head, chain->digest()});
  if (auto synced = head_file->sync(); !synced) return synced;

  auto& measured = options.metrics != nullptr ? *options.metrics : unobserved;
  keeping.emplace(*head_file, space,
                  measured.make_gauge("chant_disk_free_bytes", "Room left beside the log."));
  writer.emplace(log_writer::surroundings{.database = *database,
                                          .head_file = *head_file,
                                          .health = *health,
                                          .admit = [this] { return space.admit(); },
                                          .before_commit = options.before_commit,
                                          .metrics = measured,
                                          .limits = {.queue_events = options.queue_events}},
                 std::move(*chain));
  return {};
}

result<std::unique_ptr<rocksdb_log>> rocksdb_log::open(rocksdb_log_options options) {
  auto s = std::make_unique<state>(std::move(options));
  if (auto opened = s->open_files(); !opened) return std::unexpected(opened.error());
  if (auto started = s->start(); !started) return std::unexpected(started.error());
  return std::unique_ptr<rocksdb_log>(new rocksdb_log(std::move(s)));
}

rocksdb_log::rocksdb_log(std::unique_ptr<state> s) : state_(std::move(s)) {}

rocksdb_log::~rocksdb_log() { close(); }

void rocksdb_log::close() { state_->writer->close(); }

void rocksdb_log::append(append_request request, completion<append_receipt> done) {
  state_->writer->append(std::move(request), std::move(done));
}

result<std::vector<recorded_event>> rocksdb_log::read_stream(const session_id& stream,
                                                             stream_version after,
                                                             std::size_t limit) const {
  return state_->tables().read_stream(stream, after, limit);
}

result<std::vector<recorded_event>> rocksdb_log::read_from(log_offset from,
                                                           std::size_t limit) const {
  const auto end = head();
  if (from >= end) return std::vector<recorded_event>{};
  if (auto recent = state_->writer->recent().read(from, limit)) return std::move(*recent);
  return state_->tables().read_from(from, end, limit);
}

result<recorded_event> rocksdb_log::find(const campaign::share_id& lookup) const {
  return state_->tables().find(lookup);
}

log_offset rocksdb_log::head() const { return state_->writer->head(); }

event_log::subscription rocksdb_log::watch(std::function<void(log_offset)> on_commit) {
  return state_->writer->watchers().add(std::move(on_commit));
}

result<log_stats> rocksdb_log::stats() const {
  const auto end = head();
  return log_stats{end.value(), end, state_->writer->streams(), state_->layout.database_bytes()};
}

result<sha256_digest> rocksdb_log::digest_at(log_offset at) const {
  if (at > head()) {
    return std::unexpected(error{
        errc::not_found, "beyond_head", fmt::format("the log ends at {}", head().value()), {}});
  }
  const auto chain = state_->tables().chain_to(at);
  if (!chain) return std::unexpected(chain.error());
  return chain->digest();
}

result<void> rocksdb_log::ready() const {
  if (auto healthy = state_->health->check(); !healthy) return healthy;
  return state_->space.admit();
}

const disk_space& rocksdb_log::space() const { return state_->space; }

result<void> rocksdb_log::checkpoint_to(const std::filesystem::path& dir) const {
  const log_layout copy{dir};
  std::error_code why;
  if (!std::filesystem::create_directories(dir, why)) {
    return std::unexpected(error{errc::conflict,
                                 "checkpoint_exists",
                                 fmt::format("{} cannot be made new", dir.string()),
                                 {}});
  }
  // Read before the copy is made: the copy holds at least this much.
  const auto seen = witness::read(state_->layout.witness());
  if (!seen) return std::unexpected(seen.error());
  rocksdb::Checkpoint* made = nullptr;
  auto status = rocksdb::Checkpoint::Create(&state_->database->db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(copy.database().string());
  if (!status.ok()) return std::unexpected(failed("copying the log", status));
  return witness::write(copy.witness(), seen->value_or(witness_mark{}));
}

}  // namespace chant::store
