// HEAD: a small file beside the database that remembers how far the log had come, so that a
// database which comes back shorter is noticed.
#pragma once

#include "base/result.hpp"
#include "base/sha256.hpp"
#include "campaign/ids.hpp"

#include <filesystem>
#include <memory>
#include <optional>

namespace chant::store {

/// Every event before `head` was acknowledged; `digest` is the hash chain's over them.
struct witness_mark {
  campaign::log_offset head;
  sha256_digest digest;

  friend bool operator==(const witness_mark&, const witness_mark&) = default;
};

/// The file is mapped: set() is a store to memory. What was set survives the death of the process
/// at once, and that of the machine as soon as sync() has returned. One writer; not thread-safe,
/// but sync() may run beside set().
class witness {
 public:
  /// Makes the file if there is none. errc::io.
  [[nodiscard]] static result<std::unique_ptr<witness>> open(const std::filesystem::path& file);
  /// What a file says, also while its writer is alive: nothing when there is no file, or none of
  /// its two slots is whole. errc::io.
  [[nodiscard]] static result<std::optional<witness_mark>> read(const std::filesystem::path& file);
  /// Writes a file that says this, synced. errc::io.
  [[nodiscard]] static result<void> write(const std::filesystem::path& file,
                                          const witness_mark& mark);
  ~witness();

  void set(const witness_mark& mark);
  [[nodiscard]] result<void> sync() const;

 private:
  explicit witness(char* page);

  char* page_;
  std::uint64_t generation_;
};

}  // namespace chant::store
