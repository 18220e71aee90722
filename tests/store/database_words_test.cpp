#include "base/random.hpp"
#include "store/rocksdb_fan_keys.hpp"
#include "store/state_database.hpp"
#include "tests/store/log_in_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace chant::store {
namespace {

class DatabaseWords : public tests::log_in_dir {};

// Such a file, once the disk was full, ends the process at the next word (RocksDB 7.8, asserting).
TEST_F(DatabaseWords, GoIntoNoFileOfTheirOwn) {
  system_random random;
  {
    const auto log = open();
    const auto state = state_database::open({.dir = dir_.path() / "state"}).value();
    const auto keys = rocksdb_fan_keys::open_in({.dir = dir_.path() / "keys"}, random).value();
    const auto reader =
        state_database::open({.dir = dir_.path() / "state", .read_only = true}).value();
  }
  std::size_t databases = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
    const auto name = entry.path().filename().string();
    EXPECT_FALSE(name.starts_with("LOG")) << entry.path();
    if (name == "CURRENT") ++databases;
  }
  EXPECT_EQ(databases, 3U);
}

}  // namespace
}  // namespace chant::store
