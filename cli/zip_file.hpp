// Writes a ZIP archive whose files are stored as they are: what it holds is compressed already, or
// small.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace chant::cli {

/// Made with mode 0600. Names are ASCII with '/' between directories. ZIP without its 64-bit
/// extension (PKWARE APPNOTE 6.3, §4.3): 4 GiB and 65,535 files at most, errc::too_large
/// "zip_too_large" beyond. Other errors: errc::io "output_failed", or "disk_full". A file that is
/// not finished is removed.
class zip_file {
 public:
  [[nodiscard]] static result<zip_file> create(const std::filesystem::path& path);
  zip_file(zip_file&&) = default;
  zip_file& operator=(zip_file&&) = delete;
  ~zip_file();

  [[nodiscard]] result<void> add(std::string_view name, std::string_view bytes);
  /// The same of a file's bytes; errc::not_found "file_unknown" when it cannot be read: nothing is
  /// added then.
  [[nodiscard]] result<void> add_file(std::string_view name, const std::filesystem::path& from);
  /// Writes the directory of the archive; nothing can be added after it.
  [[nodiscard]] result<void> finish();

 private:
  struct entry {
    std::string name;
    std::uint32_t crc = 0;
    std::uint32_t size = 0;
    std::uint32_t at = 0;  ///< where its header begins
  };

  zip_file(std::filesystem::path path, std::ofstream out)
      : path_(std::move(path)), out_(std::move(out)) {}
  /// `read` is called until it brings nothing.
  template <class Read>
  [[nodiscard]] result<void> add_pieces(std::string_view name, Read read);
  void write_header(const entry& e);

  std::filesystem::path path_;
  std::ofstream out_;
  std::vector<entry> entries_;
  std::uint64_t size_ = 0;
};

}  // namespace chant::cli
