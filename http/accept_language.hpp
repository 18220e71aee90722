// The languages a browser asks for, in the fan's own order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chant::http {

/// The tags of an Accept-Language value by descending weight, equal weights in the order they
/// stand, each once; without "*", what is weighted 0 or is no language tag. At most 32.
[[nodiscard]] std::vector<std::string> preferred_languages(std::string_view accept_language);

}  // namespace chant::http
