// KEYS: remembers how far the fan keys' database had come, so that one which was lost, exchanged or
// put back to an earlier state is not taken for one whose fans were all erased.
#pragma once

#include "base/result.hpp"
#include "store/keys_database.hpp"
#include "store/witness.hpp"

#include <filesystem>
#include <memory>
#include <mutex>

namespace chant::store {

/// The same file as the log's HEAD, its head being the database's sequence and its digest that of
/// the database's identity. Thread-safe.
class keys_witness {
 public:
  /// Compares what the file says with the database, then says what the database is now.
  /// errc::corrupt "keys_rolled_back", "keys_witness_missing"; `accept` passes over both. errc::io.
  [[nodiscard]] static result<std::unique_ptr<keys_witness>> open(const std::filesystem::path& file,
                                                                  keys_database& database,
                                                                  bool accept);
  /// Makes a file that tells of this database as it is, whatever was there.
  [[nodiscard]] static result<std::unique_ptr<keys_witness>> begin(
      const std::filesystem::path& file, keys_database& database);
  /// Whether the file tells of some database.
  [[nodiscard]] static bool knows_of_keys(const std::filesystem::path& file);

  /// Everything up to that sequence is on disk.
  void reached(std::uint64_t sequence);
  [[nodiscard]] result<void> sync() const { return file_->sync(); }

 private:
  keys_witness(std::unique_ptr<witness> file, const sha256_digest& whose)
      : file_(std::move(file)), whose_(whose) {}

  std::mutex mutex_;
  std::unique_ptr<witness> file_;
  const sha256_digest whose_;
  std::uint64_t reached_ = 0;
};

}  // namespace chant::store
