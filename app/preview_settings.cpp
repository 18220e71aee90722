#include "app/preview_settings.hpp"

#include "http/listening_socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace chant::app {

config::node preview_settings(const config::node& node, const config::stage_dir& dir,
                              std::uint16_t port) {
  constexpr std::uint64_t most_artwork_bytes = 1ULL << 30U;
  auto own = node;
  own.data_dir = dir.data();
  own.http.port = port;
  own.http.threads = 1;
  own.http.public_url = config::preview_url(node, dir.name());
  own.takes.upload_url.clear();
  own.keys = {};    // a key of its own: production's is for production's fans
  own.backup = {};  // and nothing of a preview is kept
  own.mail = {};    // its letters go to its own outbox, not to people
  own.admin = {};   // production's port; previews have their sockets
  own.store.artwork_cache_bytes = std::min(own.store.artwork_cache_bytes, most_artwork_bytes);
  own.pools.actors = own.pools.renderers = own.pools.mailers = own.pools.takes = 1;
  own.pools.sessions = std::min(own.pools.sessions, 2000U);
  return own;
}

stage_size preview_size() {
  return {.stores = {.log_memtable_bytes = 4U << 20U, .ballast_bytes = 0},
          .readers = 1,
          .connections = 512};
}

result<std::uint16_t> preview_port(const config::node& node, const config::stage_dir& dir) {
  if (const auto known = dir.port(); known != 0) return known;
  if (node.stages.first_port == 0) return std::uint16_t{0};
  std::vector<std::uint16_t> taken;
  for (const auto& other : config::stage_dir::all(node.data_dir)) taken.push_back(other.port());
  // As many again as there can be previews: somebody else may have a few.
  for (std::size_t i = 0; i < 2 * config::most_previews; ++i) {
    const auto port = static_cast<std::uint16_t>(node.stages.first_port + i);
    const bool is_free = std::ranges::find(taken, port) == taken.end() &&
                         http::listen_on_port(node.http.address, port, http::sharing::nobody_yet);
    if (is_free) return port;
  }
  return std::unexpected(error{errc::conflict, "no_port_free",
                               fmt::format("no port from {} on is free", node.stages.first_port),
                               "stages.first_port"});
}

}  // namespace chant::app
