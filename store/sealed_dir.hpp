// A directory that is written once, under checksums, and appears whole or not at all: what a backup
// is made of (store/FORMAT.md).
#pragma once

#include "base/result.hpp"
#include "base/sha256.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chant::store {

/// What is told of one in MANIFEST; keys are words, values hold no line's end.
using manifest = std::map<std::string, std::string, std::less<>>;

struct sealed_file {
  std::string name;  ///< under the directory, with slashes
  std::uint64_t size_bytes = 0;
  sha256_digest digest;
};

/// Errors: errc::io "backup_io" and "disk_full"; errc::conflict "backup_exists".
class sealed_dir_writer {
 public:
  /// Writes beside `dir`, which must not exist, until seal().
  [[nodiscard]] static result<sealed_dir_writer> begin(const std::filesystem::path& dir);
  /// Removes what was not sealed.
  ~sealed_dir_writer();
  sealed_dir_writer(sealed_dir_writer&& other) noexcept;
  sealed_dir_writer& operator=(sealed_dir_writer&&) = delete;

  /// Copies one file, mode 0600. A file that is not there (any more) is passed over: false.
  [[nodiscard]] result<bool> add(const std::filesystem::path& file, const std::string& as);
  /// Copies the regular files below `from`; links become entries of the manifest ("link NAME").
  /// Directories whose names `leave_out` says yes to are passed. errc::refused "link_leads_out".
  [[nodiscard]] result<void> add_tree(const std::filesystem::path& from, const std::string& as,
                                      const std::function<bool(std::string_view)>& leave_out = {});

  /// Writes MANIFEST and SHA256SUMS (as sha256sum -c reads it), has all of it on disk, and gives
  /// the directory its name.
  [[nodiscard]] result<void> seal(manifest about);

  /// Called after every file with files and bytes so far; false ends it: errc::unavailable
  /// "backup_cancelled".
  void tell_of_progress(std::function<bool(std::uint64_t files, std::uint64_t bytes)> tell) {
    tell_ = std::move(tell);
  }
  /// Where it is being written.
  [[nodiscard]] const std::filesystem::path& place() const { return aside_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t files() const { return files_.size(); }

 private:
  explicit sealed_dir_writer(std::filesystem::path dir);
  [[nodiscard]] result<void> write(std::string_view name, std::string_view bytes) const;

  std::filesystem::path dir_;
  std::filesystem::path aside_;
  std::vector<sealed_file> files_;
  manifest links_;
  std::uint64_t bytes_ = 0;
  std::function<bool(std::uint64_t, std::uint64_t)> tell_;
};

/// Copies a file and says what it held. errc::not_found "file_vanished"; errc::io.
[[nodiscard]] result<sealed_file> copy_summed(const std::filesystem::path& from,
                                              const std::filesystem::path& to);

/// errc::not_found "backup_unknown" where there is no manifest, errc::corrupt "manifest_malformed".
[[nodiscard]] result<manifest> read_manifest(const std::filesystem::path& dir);
/// The files that SHA256SUMS names. errc::corrupt "manifest_malformed" when they are not as many as
/// the manifest says.
[[nodiscard]] result<std::vector<sealed_file>> read_sums(const std::filesystem::path& dir,
                                                         const manifest& about);
/// Reads them all. Names those that are missing, differ, or stand there without a checksum;
/// `forgiven` may be missing.
[[nodiscard]] result<std::vector<std::string>> differing_files(
    const std::filesystem::path& dir, const std::vector<sealed_file>& files,
    const std::function<bool(std::string_view)>& forgiven);

/// Everything written to the file system under `dir` is on disk when it returns.
[[nodiscard]] result<void> sync_file_system(const std::filesystem::path& dir);

}  // namespace chant::store
