// What a verb's end means to the shell: the one place where errors become exit codes.
#pragma once

#include "base/result.hpp"

#include <cstdint>

namespace chant::cli {

/// Fixed; scripts rely on them (docs/cli.md).
enum class exit_code : std::uint8_t {
  ok = 0,
  failed = 1,
  usage = 2,
  config_invalid = 3,
  not_found = 4,
  conflict = 5,
  unreachable = 6,  ///< no node answers, or not in time
  degraded = 7,     ///< the verb worked and found something wrong
  partial = 8,      ///< part of the work is done
  refused = 9,
  disk_full = 10,
};

[[nodiscard]] exit_code exit_code_of(const error& why);

[[nodiscard]] constexpr int to_status(exit_code code) { return static_cast<int>(code); }

}  // namespace chant::cli
