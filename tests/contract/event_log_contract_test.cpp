#include "tests/contract/event_log_contract.hpp"

#include "store/memory_log.hpp"
#include "store/rocksdb_log.hpp"
#include "tests/support/temporary_dir.hpp"

namespace chant::tests {
namespace {

class in_memory {
 public:
  store::event_log& log() { return log_; }
  void close() { log_.close(); }

 private:
  store::memory_log log_;
};

class on_disk {
 public:
  store::event_log& log() { return *log_; }
  void close() { log_->close(); }

 private:
  temporary_dir dir_;
  std::unique_ptr<store::rocksdb_log> log_ =
      store::rocksdb_log::open({.dir = dir_.path() / "log",
                                .space = {.min_free_bytes = 0, .min_free_percent = 0},
                                .ballast_bytes = 0,
                                .memtable_bytes = 4U << 20U})
          .value();
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, EventLogContract, in_memory);
INSTANTIATE_TYPED_TEST_SUITE_P(RocksDb, EventLogContract, on_disk);

}  // namespace
}  // namespace chant::tests
