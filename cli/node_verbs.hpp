// `chant health` and `chant pools`: what a running node says about itself.
#pragma once

#include "cli/admin.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"

#include <chrono>
#include <functional>

namespace chant::cli {

/// How long to keep asking, and how to pass the time between two questions.
struct patience {
  std::chrono::milliseconds total{0};  ///< 0: ask once
  std::chrono::milliseconds between{100};
  std::function<void(std::chrono::milliseconds)> sleep;
};

/// ok when the node is ready, degraded when it answers but is not; the error of `ask` when none
/// does.
[[nodiscard]] result<exit_code> show_health(const admin_call& ask, const patience& how_long,
                                            const io& streams);

/// The node's pools and consumers; degraded when one of them stands still.
[[nodiscard]] result<exit_code> list_pools(const admin_call& ask, const io& streams);

}  // namespace chant::cli
