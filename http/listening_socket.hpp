// Sockets that wait for clients.
#pragma once

#include "base/files.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace chant::http {

/// Whether others may listen on the port already.
enum class sharing : std::uint8_t { nobody_yet, own_threads };

/// A non-blocking TCP socket on a numeric address. The threads of a server share their port
/// (SO_REUSEPORT): the kernel spreads the clients. errc::invalid_config "address_malformed";
/// errc::conflict "address_in_use"; errc::io "listen_failed".
[[nodiscard]] result<descriptor> listen_on_port(const std::string& address, std::uint16_t port,
                                                sharing with);
[[nodiscard]] std::uint16_t port_of(const descriptor& listening);

/// A Unix socket with mode 0600. A file that nobody answers on is left over and is replaced.
/// errc::invalid_config "socket_path_unusable"; errc::conflict "address_in_use": a node serves it.
[[nodiscard]] result<descriptor> listen_on_path(const std::filesystem::path& path);

}  // namespace chant::http
