// The log on disk: RocksDB under one writer thread, with group commit, a hash chain and a witness
// against silent loss (store/FORMAT.md).
#pragma once

#include "base/metrics.hpp"
#include "store/disk_space.hpp"
#include "store/event_log.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace chant::store {

struct rocksdb_log_options {
  /// Belongs to the log alone; made if absent.
  std::filesystem::path dir = {};
  disk_space_limits space = {};
  /// A file of this size an operator may delete to gain room; 0: none.
  std::uint64_t ballast_bytes = 256ULL << 20U;
  /// Called on the writer's thread before each commit; an error fails the commit. Fan keys become
  /// durable here.
  std::function<result<void>()> before_commit = {};
  /// Start although events are lost or the witness contradicts what is there.
  bool accept_lost_tail = false;
  /// Of each table. Three may be full at once, in each of the two large ones.
  std::size_t memtable_bytes = 64U << 20U;
  /// Events waiting for the disk at most.
  std::size_t queue_events = 64 * 1024;
  /// Outlives the log; none: nothing is measured.
  metrics::registry* metrics = nullptr;
};

/// Thread-safe. One process serves a directory; others read it with log_reader.
class rocksdb_log final : public event_log {
 public:
  /// errc::conflict "data_dir_in_use"; errc::corrupt "log_corrupt", "log_tail_missing" (the log
  /// ends before the witness), "witness_missing", "chain_mismatch" (the digest at the witness
  /// differs); errc::io.
  [[nodiscard]] static result<std::unique_ptr<rocksdb_log>> open(rocksdb_log_options options);
  ~rocksdb_log() override;

  void append(append_request request, completion<append_receipt> done) override;
  [[nodiscard]] result<std::vector<recorded_event>> read_stream(const session_id& stream,
                                                                stream_version after,
                                                                std::size_t limit) const override;
  [[nodiscard]] result<std::vector<recorded_event>> read_from(log_offset from,
                                                              std::size_t limit) const override;
  [[nodiscard]] result<recorded_event> find(const campaign::share_id& lookup) const override;
  [[nodiscard]] log_offset head() const override;
  [[nodiscard]] subscription watch(std::function<void(log_offset)> on_commit) override;
  [[nodiscard]] result<log_stats> stats() const override;

  /// The hash chain's digest over every event before `at`; at most 255 records are hashed.
  /// errc::not_found "beyond_head", errc::corrupt, errc::io.
  [[nodiscard]] result<sha256_digest> digest_at(log_offset at) const;

  /// Whether an append would be taken now: errc::unavailable with code "disk_nearly_full",
  /// "log_stalled" or "log_failed". For readiness; about a microsecond.
  [[nodiscard]] result<void> ready() const;

  /// The guard that decides it, for the other stores on the same disk.
  [[nodiscard]] const disk_space& space() const;

  /// A copy of the log as of now in `dir` (which must not exist, on the same file system), by hard
  /// links; the writer goes on. It opens like any log. errc::io, errc::conflict when `dir` exists.
  [[nodiscard]] result<void> checkpoint_to(const std::filesystem::path& dir) const;

  /// Commits what is queued and refuses later appends with "log_closing". Reading goes on.
  void close();

 private:
  struct state;
  explicit rocksdb_log(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace chant::store
