// One command line carried out in the test's own process, with what it said.
#pragma once

#include "cli/cli.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace chant::tests {

struct cli_outcome {
  cli::exit_code code;
  std::string out;
  std::string err;
};

inline cli_outcome command_line(std::vector<std::string> arguments, const cli::hooks& hooks = {}) {
  std::ostringstream out;
  std::ostringstream err;
  const auto code = cli::run(std::move(arguments), hooks, out, err);
  return {code, std::move(out).str(), std::move(err).str()};
}

}  // namespace chant::tests
