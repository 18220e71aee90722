// The one thread that writes the log: takes all that is queued, judges it, commits it with one sync
// and answers it. No timer gathers a group; a commit lasts long enough for the next one to gather.
#pragma once

#include "base/metrics.hpp"
#include "store/commit_watchers.hpp"
#include "store/event_log.hpp"
#include "store/hash_chain.hpp"
#include "store/log_tables.hpp"
#include "store/recent_events.hpp"
#include "store/stream_heads.hpp"
#include "store/witness.hpp"
#include "store/write_health.hpp"

#include <rocksdb/write_batch.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace chant::store {

struct log_writer_limits {
  /// Above them the wait grows and the throughput does not (p50 21 ms at 4096 in flight).
  std::size_t batch_events = 4096;
  std::size_t batch_bytes = 1U << 20U;
  /// Half a second of work: who waits longer has been given up by its client.
  std::size_t queue_events = 64 * 1024;
};

class log_writer {
 public:
  struct surroundings {
    log_database& database;
    witness& head_file;
    write_health& health;
    std::function<result<void>()> admit;          ///< asked before each commit; the space guard
    std::function<result<void>()> before_commit;  ///< may be empty
    metrics::registry& metrics;
    log_writer_limits limits = {};
  };
  /// `chain` stands at the log's end. The surroundings outlive the writer.
  log_writer(surroundings around, hash_chain chain);
  ~log_writer();

  void append(append_request request, completion<append_receipt> done);
  /// Commits what is queued, then refuses. Idempotent; not to be called by a completion.
  void close();

  [[nodiscard]] log_offset head() const {
    return log_offset(head_.load(std::memory_order_acquire));
  }
  [[nodiscard]] std::uint64_t streams() const { return streams_.load(std::memory_order_relaxed); }
  [[nodiscard]] const recent_events& recent() const { return recent_; }
  [[nodiscard]] commit_watchers& watchers() { return watchers_; }

 private:
  struct pending {
    append_request request;
    completion<append_receipt> done;
  };
  struct answer {
    completion<append_receipt> done;
    result<append_receipt> outcome;
  };
  enum class verdict : std::uint8_t { answered, deferred };
  struct instruments;

  void run();
  [[nodiscard]] bool wait_for_work();
  void commit_next();
  [[nodiscard]] verdict judge(append_request& request, result<append_receipt>& outcome);
  [[nodiscard]] result<stream_version> version_of(const session_id& stream);
  [[nodiscard]] result<append_receipt> judge_retry(const append_request& request,
                                                   stream_version actual) const;
  [[nodiscard]] append_receipt put_all(append_request& request, stream_version actual);
  void put(new_event& e, const session_id& stream, stream_version version);
  [[nodiscard]] result<void> write();
  void publish();
  void start_over();
  void refuse_all(const error& why);
  void answer_all();

  surroundings around_;
  log_tables tables_;
  hash_chain chain_;
  std::unique_ptr<instruments> measured_;
  recent_events recent_;
  commit_watchers watchers_;
  std::atomic<std::uint64_t> head_;
  std::atomic<std::uint64_t> streams_;

  // Of the writer's thread alone: the work taken over, and the batch being built.
  std::vector<pending> work_;
  std::size_t at_ = 0;
  stream_heads heads_;
  rocksdb::WriteBatch batch_;
  std::uint64_t batch_number_ = 0;
  std::size_t batch_bytes_ = 0;
  std::vector<recorded_event> batch_events_;
  std::vector<answer> answers_;
  log_offset announced_;

  std::mutex mutex_;
  std::condition_variable work_came_;
  std::vector<pending> queue_;
  std::atomic<std::size_t> queued_events_{0};
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace chant::store
