// `chant take list|export`: the recordings as the log tells of them, and their files.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/log_view.hpp"
#include "cli/output.hpp"

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
  std::string sha256;  ///< empty until it is uploaded
  timestamp at;        ///< begun, or uploaded
};
using listed_takes = std::map<campaign::take_id, listed_take>;

/// All recordings that the log knows of and that are not given up or erased. errc::corrupt.
[[nodiscard]] result<listed_takes> read_takes(const log_view& log);

[[nodiscard]] result<exit_code> list_takes(const log_view& log, const io& streams);

struct take_export_options {
  std::optional<std::string> take = {};  ///< 32 hexadecimal digits; or else all
  bool all = false;
  std::filesystem::path out = ".";
};

/// Copies uploaded recordings to OUT/ID.EXTENSION, for people and programs that listen to them.
/// partial when some file was not there; errc::not_found "take_unknown"; errc::io.
[[nodiscard]] result<exit_code> export_takes(const log_view& log,
                                             const std::filesystem::path& data_dir,
                                             const take_export_options& options, const io& streams);

}  // namespace chant::cli
