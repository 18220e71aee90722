// "Did you mean …": the known words nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chant::cli {

/// Known words within two typing slips of `typed` (insert, delete, replace or swap a letter), one
/// slip for each two letters, or that it begins; nearest first, at most three.
[[nodiscard]] std::vector<std::string> nearest(std::string_view typed,
                                               const std::vector<std::string>& known);

/// "; did you mean a, b or c?", or nothing when there is no suggestion.
[[nodiscard]] std::string suggestion(std::string_view typed, const std::vector<std::string>& known);

}  // namespace chant::cli
