// A small blocking HTTP/1.1 client: for the CLI to ask a node or to tell a chat, and for tests.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace chant::http {

/// Where the server listens: a Unix socket if `unix_socket` is set, else TCP.
struct server_address {
  std::filesystem::path unix_socket;
  std::string host = "127.0.0.1";  ///< a numeric address, or a name for the resolver
  std::uint16_t port = 0;
  bool tls = false;  ///< the system's certificates vouch for the host
};

struct client_request {
  std::string_view verb = "GET";
  std::string_view target = "/";
  std::map<std::string, std::string>
      fields{};  ///< Host, Content-Length and Connection come by themselves; Host can be given
  std::string_view body{};
};

struct client_reply {
  unsigned status = 0;
  std::map<std::string, std::string> fields;  ///< names in lower case
  std::string body;
};

/// One request on a connection of its own. errc::unavailable "node_unreachable" where nobody
/// listens, "certificate_refused" where somebody else does, errc::timeout "no_answer",
/// errc::malformed "answer_malformed", errc::too_large "answer_too_large" above 1 GiB.
[[nodiscard]] result<client_reply> fetch(const server_address& at, const client_request& request,
                                         std::chrono::milliseconds at_most);

/// A URL taken apart for fetch().
struct web_address {
  server_address at;
  std::string host;    ///< with its port, as the field Host has it
  std::string target;  ///< path and query
};
/// http:// and https://, without a name or password in it; nothing otherwise.
[[nodiscard]] std::optional<web_address> parse_web_address(std::string_view url);

}  // namespace chant::http
