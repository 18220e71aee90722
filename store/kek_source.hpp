// Where a node's key-encryption key comes from: a file beside the keys, the environment, or a
// program that asks a vault for it.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "store/sealing.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chant::store {

/// Blocks; one thread at a time. A key it gave is never logged and never part of an error.
class kek_source {
 public:
  virtual ~kek_source() = default;

  /// "file", "env" or "command".
  [[nodiscard]] virtual std::string kind() const = 0;

  /// The key in force. `may_make`: nothing is wrapped yet, so a source that keeps keys itself makes
  /// one where there is none. errc::corrupt "node_key_missing", "node_key_malformed";
  /// errc::invalid_config "node_key_exposed" (others may read it), "kek_unavailable" (no variable,
  /// the program failed), "kek_malformed"; errc::timeout "kek_timeout"; errc::io "keys_io".
  [[nodiscard]] virtual result<secret_key> current(bool may_make) = 0;

  /// The key before the current one, where the settings still name it.
  [[nodiscard]] virtual result<std::optional<secret_key>> previous() = 0;

  /// A key to go over to. The file source makes one and keeps it aside, durably; the program is run
  /// again. errc::refused "kek_unchanged" from a source that cannot give another one as long as the
  /// process lives.
  [[nodiscard]] virtual result<secret_key> next() = 0;

  /// The key that next() put aside, also by a process before this one.
  [[nodiscard]] virtual result<std::optional<secret_key>> aside() = 0;
  /// What lies aside becomes the current key, and the one before it is gone from its file.
  [[nodiscard]] virtual result<void> adopt() = 0;
  /// What lies aside is dropped.
  [[nodiscard]] virtual result<void> abandon() = 0;
};

/// 32 bytes in a file that only its owner may read (0600 or less), made at the first start.
[[nodiscard]] std::unique_ptr<kek_source> kek_in_file(std::filesystem::path file,
                                                      random_source& random);

/// As key_in_text() reads it, in variables of those names; no `previous`: "".
[[nodiscard]] std::unique_ptr<kek_source> kek_in_environment(std::string variable,
                                                             std::string previous);

/// What a program prints on its standard output, at most 4 KiB, as key_in_text() reads it. Started
/// by its path or found in PATH, with these arguments, never through a shell; its standard error is
/// not kept, for secrets may stand there. No `previous`: {}.
[[nodiscard]] std::unique_ptr<kek_source> kek_of_command(std::vector<std::string> command,
                                                         std::vector<std::string> previous,
                                                         std::chrono::seconds at_most);

}  // namespace chant::store
