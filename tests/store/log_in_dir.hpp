// A fixture with a RocksDB log in a directory of its own, small enough to be opened often.
#pragma once

#include "store/rocksdb_log.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

namespace chant::tests {

class log_in_dir : public testing::Test {
 protected:
  [[nodiscard]] store::rocksdb_log_options options() const {
    return {.dir = dir_.path() / "log",
            .space = {.min_free_bytes = 0, .min_free_percent = 0},
            .ballast_bytes = 0,
            .memtable_bytes = 4U << 20U};
  }
  /// Throws when it does not open: the test fails.
  [[nodiscard]] std::unique_ptr<store::rocksdb_log> open() const {
    return store::rocksdb_log::open(options()).value();
  }

  temporary_dir dir_;
};

}  // namespace chant::tests
