// The public listener's options, and how it is called, as the settings say.
#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "http/server.hpp"

#include <cstdint>
#include <string>

namespace chant::app {

/// errc::invalid_config "config_out_of_range" for proxies that are no addresses or blocks.
[[nodiscard]] result<http::server_options> public_listener(
    const config::node::http_settings& settings);

/// Scheme, host and port as they are printed and, where no public URL is set, written into letters.
[[nodiscard]] std::string own_url(const config::node::http_settings& settings, std::uint16_t port);

}  // namespace chant::app
