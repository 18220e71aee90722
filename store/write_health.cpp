#include "store/write_health.hpp"

#include "base/log.hpp"

namespace chant::store {

void write_health::OnBackgroundError(rocksdb::BackgroundErrorReason reason,
                                     rocksdb::Status* status) {
  const bool for_good = reason == rocksdb::BackgroundErrorReason::kWriteCallback ||
                        reason == rocksdb::BackgroundErrorReason::kMemTable;
  log::error("the event log cannot write",
             {{"reason", status->ToString()}, {"for_good", for_good}});
  if (for_good) return give_up(status->ToString());
  const std::lock_guard lock(mutex_);
  reason_ = status->ToString();
  stalled_.store(true, std::memory_order_release);
}

void write_health::give_up(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  reason_ = reason;
  failed_.store(true, std::memory_order_release);
}

void write_health::OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) {
  if (!info.new_bg_error.ok()) return;
  stalled_.store(false, std::memory_order_release);
  log::info("the event log can write again");
}

result<void> write_health::check() const {
  const bool for_good = failed_for_good();
  if (!for_good && !stalled_.load(std::memory_order_acquire)) return {};
  const std::lock_guard lock(mutex_);
  return std::unexpected(
      error{errc::unavailable, for_good ? "log_failed" : "log_stalled", reason_, {}});
}

}  // namespace chant::store
