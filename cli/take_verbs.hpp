// `chant take list|export|verify`: the recordings as the log tells of them, and their files.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/log_view.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace chant::cli {

/// One recording that was not given up.
struct listed_take {
  campaign::session_id session;
  bool uploaded = false;
  std::uint64_t bytes = 0;
  std::string media_type;
  std::string tier;
  std::string sha256;      ///< empty until it is uploaded
  bool by_client = false;  ///< the digest came with the recording
  timestamp at;            ///< begun, or uploaded
};
using listed_takes = std::map<campaign::take_id, listed_take>;

/// All recordings that the log knows of and that are not given up or erased. errc::corrupt.
[[nodiscard]] result<listed_takes> read_takes(const log_view& log);

[[nodiscard]] result<exit_code> list_takes(const log_view& log, const io& streams);

/// One recording by its 32 hexadecimal digits, or all.
struct take_choice {
  std::optional<std::string> take = {};
  bool all = false;
};

/// Copies uploaded recordings to TO/ID.EXTENSION, for people and programs that listen to them.
/// partial when some file was not there, or is not what was recorded (it is copied all the same);
/// errc::not_found "take_unknown"; errc::io.
[[nodiscard]] result<exit_code> export_takes(const log_view& log,
                                             const std::filesystem::path& data_dir,
                                             const take_choice& which,
                                             const std::filesystem::path& to, const io& streams);

/// Reads uploaded recordings and holds them against the digests in the log. Beside a running node:
/// what is given up meanwhile is passed over. degraded when one is damaged, missing or cannot be
/// read; errc as export_takes().
[[nodiscard]] result<exit_code> verify_takes(log_view& log, const std::filesystem::path& data_dir,
                                             const take_choice& which, const io& streams,
                                             progress& told);

}  // namespace chant::cli
