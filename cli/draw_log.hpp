// A prize draw as the log tells it, and what of a published one is not what the log says.
#pragma once

#include "cli/draw_file.hpp"
#include "cli/log_view.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace chant::cli {

struct draw_in_log {
  campaign::draw_story story;                  ///< committed to and closed
  std::vector<campaign::session_id> sessions;  ///< that take part, ascending
  sha256_digest chain;                         ///< of the records up to the closing, hashed anew
};

/// Told now and then how many of how many events are read.
using read_progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// errc::not_found "draw_unknown".
[[nodiscard]] result<campaign::draw_story> read_draw_story(const log_view& log,
                                                           std::string_view draw);

/// Reads every event up to the closing. errc::not_found "draw_not_closed" too; errc::corrupt.
[[nodiscard]] result<draw_in_log> read_draw(const log_view& log, std::string_view draw,
                                            const read_progress& progress);

/// What the published draw says and the log does not, and what in the log does not fit together.
[[nodiscard]] std::vector<difference> differences_from_log(const draw_file& published,
                                                           const draw_in_log& log);

}  // namespace chant::cli
