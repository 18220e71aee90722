// `chant report errors`: what went wrong in fans' browsers, by the log.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/log_view.hpp"
#include "cli/output.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace chant::cli {

struct error_report_options {
  std::optional<std::string> since = {};        ///< an offset or a time; empty: from the beginning
  std::optional<std::string> release = {};      ///< only reports of this build
  std::optional<std::string> fingerprint = {};  ///< only this group, or those that begin so
  std::size_t most = 20;                        ///< groups shown, the most frequent first
};

/// Groups with their counts, and reports against sessions opened, in all and by the hour (with
/// -o json). One group alone is shown with its stack. Sessions are counted whatever the release.
/// errc::not_found, code "error_unknown", for a fingerprint that is not in that part of the log.
[[nodiscard]] result<exit_code> report_errors(const log_view& log,
                                              const error_report_options& options,
                                              const io& streams);

}  // namespace chant::cli
