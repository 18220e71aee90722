// The relay of a machine without one: every letter becomes a file one can open in a mail program.
#pragma once

#include "base/result.hpp"
#include "mail/envelope.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace chant::mail {

/// Writes `<event id>.eml` into one directory (0700; the files 0600). A letter appears whole or not
/// at all and is on disk when deliver returns; a letter delivered again replaces itself. Any
/// thread, but one letter is delivered by one at a time.
class outbox {
 public:
  /// Creates the directory and removes what an interrupted delivery left. errc::io.
  [[nodiscard]] static result<outbox> open(std::filesystem::path directory);

  /// The queue id is the file's name. errc::unavailable when the disk is full ("disk_full"),
  /// errc::io otherwise ("outbox_unwritable").
  [[nodiscard]] result<std::string> deliver(const envelope& to, std::string_view message);

  /// Where a delivered letter lies, if it is kept.
  [[nodiscard]] static std::filesystem::path file_of(const std::filesystem::path& directory,
                                                     const campaign::event_id& letter);

  /// Removes a delivered letter for good; removing what is not there is no error. errc::io. Any
  /// thread.
  [[nodiscard]] static result<void> remove(const std::filesystem::path& directory,
                                           const campaign::event_id& letter);

 private:
  explicit outbox(std::filesystem::path directory) : directory_(std::move(directory)) {}
  std::filesystem::path directory_;
};

}  // namespace chant::mail
