// Everything a node keeps on disk, opened in the order in which one depends on the other.
#pragma once

#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "store/disk_blobs.hpp"
#include "store/disk_space.hpp"
#include "store/disk_takes.hpp"
#include "store/key_rotation.hpp"
#include "store/rocksdb_fan_keys.hpp"
#include "store/rocksdb_log.hpp"
#include "store/sealed_letter_permits.hpp"
#include "store/sealed_take_grants.hpp"
#include "store/state_database.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace chant::app {

/// How much of the machine one stage's stores may take.
struct store_size {
  std::size_t log_memtable_bytes = 64U << 20U;  ///< an eighth of it at once, for an index's buckets
  std::uint64_t ballast_bytes = 256ULL << 20U;
};

/// Members are destroyed from the last to the first: the log, which calls the keys, before them.
struct stores {
  /// Makes the data directory (0700) and what lies under it. errc::conflict "data_dir_in_use" when
  /// another process serves it; the errors of what is opened.
  [[nodiscard]] static result<stores> open(const config::node& settings, const store_size& size,
                                           random_source& random, metrics::registry& metrics);

  std::unique_ptr<store::disk_space> space;
  std::unique_ptr<store::rocksdb_fan_keys> keys;
  std::unique_ptr<store::key_rotation> rotation;
  std::unique_ptr<store::state_database> state;
  std::unique_ptr<store::disk_blobs> artwork;
  std::unique_ptr<store::disk_takes> takes;
  std::unique_ptr<store::sealed_take_grants> grants;
  std::unique_ptr<store::sealed_letter_permits> permits;
  std::unique_ptr<store::address_digests> digests;
  std::unique_ptr<store::rocksdb_log> log;
};

}  // namespace chant::app
