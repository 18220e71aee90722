// A Unix socket's address of any length: sun_path holds 108 bytes, data directories lie deeper.
#pragma once

#include "base/files.hpp"

#include <filesystem>
#include <string>

namespace chant::http {

/// Names the socket through an open descriptor of its directory; valid while this object lives.
class unix_path {
 public:
  explicit unix_path(const std::filesystem::path& socket);

  /// False: the directory cannot be opened.
  [[nodiscard]] bool usable() const { return directory_.valid(); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  descriptor directory_;
  std::string text_;
};

}  // namespace chant::http
