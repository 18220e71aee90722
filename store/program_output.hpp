// What a small program says on its standard output.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace chant::store {

/// Runs a program with arguments, no shell, no input, its standard error dropped, and waits for its
/// end. errc::io "program_failed" when it cannot be started, prints more than 4 KiB or ends with
/// another status than 0; errc::timeout "program_timeout": it and what it started are killed.
/// Errors name the program alone, neither arguments nor what it said.
[[nodiscard]] result<std::string> output_of(const std::vector<std::string>& command,
                                            std::chrono::seconds at_most);

}  // namespace chant::store
