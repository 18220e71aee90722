// Which part of the log an analyst means: offsets, or a time as the log knows it.
#pragma once

#include "base/result.hpp"
#include "cli/log_view.hpp"

#include <optional>
#include <string_view>

namespace chant::cli {

/// Offsets from `from` on, before `to`.
struct log_range {
  campaign::log_offset from;
  campaign::log_offset to;
};

/// The log's end as it was: an offset below the head, or a time (RFC 3339, or a date: its midnight
/// UTC): the offset before which everything happened until then. errc::malformed, code
/// "bad_position", for neither; errc::not_found, code "beyond_head", for an offset not yet written.
[[nodiscard]] result<campaign::log_offset> position_of(const log_view& log, std::string_view as_of);

}  // namespace chant::cli
