// The log in memory: for tests and simulation, and the plainest statement of what the port
// promises.
#pragma once

#include "store/commit_watchers.hpp"
#include "store/event_log.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace chant::store {

struct memory_log_options {
  /// False: an append completes before append() returns (or, called inside a completion, right
  /// after it). True: it waits for commit(), so that a simulation decides when.
  bool manual = false;
  /// Called before each group is committed; an error fails the whole group. Fan keys go here, and
  /// the faults of a simulation.
  std::function<result<void>()> before_commit;
  /// Events waiting at most, as in the RocksDB log.
  std::size_t queue_events = 64 * 1024;
};

/// Never forgets and never syncs. Thread-safe; whichever thread appends or commits is the writer's
/// thread of the port for as long as completions run.
class memory_log final : public event_log {
 public:
  explicit memory_log(memory_log_options options = {});
  ~memory_log() override;

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

  static constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();
  /// Commits up to `requests` waiting requests as one group, oldest first, and completes them.
  /// Returns how many it took.
  std::size_t commit(std::size_t requests = everything);
  [[nodiscard]] std::size_t waiting() const;

  /// Commits what waits and refuses every later append with "log_closing".
  void close();

 private:
  struct pending {
    append_request request;
    completion<append_receipt> done;
  };
  void drain();
  [[nodiscard]] result<append_receipt> apply(append_request& request);
  [[nodiscard]] std::vector<recorded_event> copy_stream(const session_id& stream,
                                                        stream_version after,
                                                        std::size_t limit) const;

  const memory_log_options options_;
  commit_watchers watchers_;

  mutable std::mutex mutex_;
  std::deque<pending> queue_;
  std::size_t queued_events_ = 0;
  bool draining_ = false;
  bool closed_ = false;
  std::deque<recorded_event> events_;
  std::uint64_t payload_bytes_ = 0;
  std::unordered_map<session_id, std::vector<log_offset>> streams_;
  std::unordered_map<campaign::share_id, log_offset> lookups_;
};

}  // namespace chant::store
