// What RocksDB says about its own ability to write.
#pragma once

#include "base/result.hpp"

#include <rocksdb/listener.h>

#include <atomic>
#include <mutex>
#include <string>

namespace chant::store {

/// Told by RocksDB's threads. A failed flush or compaction heals by itself once there is space; a
/// failed write-ahead log does not: whether the batch is in it is unknown until the log is opened
/// again, and writing on could bring it back after a crash.
class write_health final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override;
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override;

  /// errc::unavailable "log_failed" (for good) or "log_stalled" (until RocksDB has recovered).
  [[nodiscard]] result<void> check() const;
  /// From now on "log_failed".
  void give_up(const std::string& reason);
  [[nodiscard]] bool failed_for_good() const { return failed_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> failed_{false};
  std::atomic<bool> stalled_{false};
  mutable std::mutex mutex_;
  std::string reason_;
};

}  // namespace chant::store
