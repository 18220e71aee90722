// `chant retention`: what a campaign keeps no longer than its settings say.
#pragma once

#include "cli/admin.hpp"
#include "cli/admin_json.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"

namespace chant::cli {

/// What is due, by the running node's settings; nothing is changed.
[[nodiscard]] result<exit_code> show_retention(const admin_call& ask, const io& streams);

/// Has the node let go of it, in its own time. errc::conflict "retention_running".
[[nodiscard]] result<exit_code> run_retention(const admin_change& change,
                                              const operator_words& words, const io& streams);

}  // namespace chant::cli
