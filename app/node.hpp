// A node: stores, actors, pictures and the two listeners, put together, run and ended in order.
#pragma once

#include "base/result.hpp"
#include "cli/cli.hpp"

namespace chant::app {

/// Runs a node on the calling thread until SIGTERM or SIGINT; a second one ends it at once. Prints
/// "ready http://HOST:PORT" on stdout when it answers. Errors are those of configuration and of
/// opening what lies on disk.
[[nodiscard]] result<void> serve(const cli::serve_options& options);

}  // namespace chant::app
