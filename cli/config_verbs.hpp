// `chant config` and `chant campaign validate`: are settings and campaigns usable, and what is in
// force?
#pragma once

#include "cli/cli.hpp"

namespace chant::cli {

/// Checks the settings and the campaign they name; says what was found. The first problem is the
/// error: file, key and reason.
[[nodiscard]] result<exit_code> validate_config(const result<config::node>& settings,
                                                const hooks& from_app, const io& streams);

/// Checks a campaign that need not be the node's, to the point of drawing its pictures, which go
/// into the node's cache.
[[nodiscard]] result<exit_code> validate_campaign(const std::filesystem::path& dir,
                                                  const result<config::node>& settings,
                                                  const hooks& from_app, const io& streams);

/// Prints the effective settings: TOML, or JSON with -o json.
[[nodiscard]] result<exit_code> show_config(const result<config::node>& settings,
                                            const io& streams);

}  // namespace chant::cli
