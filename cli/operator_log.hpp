// `chant log acts`: what operators changed by hand, with who, whence and why.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/log_view.hpp"
#include "cli/output.hpp"

#include <cstddef>

namespace chant::cli {

/// The latest acts, oldest first, `most` of them.
[[nodiscard]] result<exit_code> list_acts(const log_view& log, std::size_t most, const io& streams);

}  // namespace chant::cli
