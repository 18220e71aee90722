// `chant draw commit|close|run|export|verify|winners`: the prize draw, from the commitment to the
// check by strangers (docs/draw.md).
#pragma once

#include "cli/admin.hpp"
#include "cli/admin_json.hpp"
#include "cli/exit_code.hpp"
#include "cli/log_view.hpp"
#include "cli/output.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace chant::cli {

struct draw_options {
  std::string draw = "prize";
  std::string why = {};
  std::optional<std::string> beacon = {};   ///< commit: what it will be; run: what it showed
  std::optional<std::string> closing = {};  ///< an offset, a date or a time, as position_of()
  std::uint64_t winners = 1;
  std::uint64_t substitutes = 0;
  bool sure = false;
};

/// Has the salt made and its digest published.
[[nodiscard]] result<exit_code> commit_draw(const admin_change& change, const draw_options& options,
                                            const io& streams);

/// Fixes who takes part. errc::refused "not_sure" without `sure`, as with run_draw().
[[nodiscard]] result<exit_code> close_draw(const admin_change& change, const log_view& log,
                                           const draw_options& options, const io& streams);

/// Draws; the same result again when that was done.
[[nodiscard]] result<exit_code> run_draw(const admin_change& change, const log_view& log,
                                         const draw_options& options, const io& streams);

/// Writes the published file (cli/draw_file.hpp), in place of one that is there. errc::corrupt
/// "log_chain_differs" when the log is not the one that the draw was closed over.
[[nodiscard]] result<exit_code> export_draw(const log_view& log, std::string campaign,
                                            std::string_view draw, const std::filesystem::path& to,
                                            const io& streams);

/// degraded when something differs; from the file alone where `log` is null.
[[nodiscard]] result<exit_code> verify_draw(const std::filesystem::path& file, const log_view* log,
                                            const io& streams);

/// Winners and substitutes by their pseudonyms.
[[nodiscard]] result<exit_code> list_winners(const log_view& log, std::string_view draw,
                                             const io& streams);
/// With their addresses: an operator's act.
[[nodiscard]] result<exit_code> reveal_winners(const admin_change& change,
                                               const draw_options& options, const io& streams);

}  // namespace chant::cli
