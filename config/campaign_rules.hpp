// The limits of a campaign's rules.json, over the defaults that are compiled in.
#pragma once

#include "campaign/rules.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace chant::config {

/// The rules that `json` (the bytes of rules.json; its format: tools/generate_rules.py) asks for;
/// what it leaves out stays as in default_rules(). Errors are sentences: a limit that is unknown or
/// no positive whole number, an unknown age band, a country that is no code.
[[nodiscard]] std::expected<campaign::rules, std::string> read_rules(std::string_view json);

}  // namespace chant::config
