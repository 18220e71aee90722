// The settings of a node's file in one list: each with its key, its kind and its range. Private to
// this folder.
#pragma once

#include "config/config.hpp"

#include <toml++/toml.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace chant::config {

/// One key of the file: how its value is read into the settings and written out again.
struct setting {
  std::string_view key;  ///< "http.port"
  /// Returns what was expected when the value does not fit, else an empty text.
  std::function<std::string(node&, const toml::node&)> read;
  std::function<void(const node&, toml::table&, std::string_view name)> write;
};

/// All of them, in the order in which sections are written. Thread-safe.
[[nodiscard]] std::span<const setting> all_settings();

}  // namespace chant::config
