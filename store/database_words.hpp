// What RocksDB has to say: into our own log, or nowhere. Never into files of its own: when one of
// those meets a full disk, Debian's RocksDB ends the process at the next word.
#pragma once

#include <rocksdb/env.h>

#include <memory>

namespace chant::store {

/// Warnings and errors become lines of base/log. For databases we write.
[[nodiscard]] std::shared_ptr<rocksdb::Logger> words_to_our_log();

/// Nothing is said. For databases that are another process's.
[[nodiscard]] std::shared_ptr<rocksdb::Logger> no_words();

}  // namespace chant::store
