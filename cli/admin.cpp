#include "cli/admin.hpp"

#include "http/client.hpp"

#include <fmt/format.h>

#include <chrono>

namespace chant::cli {

namespace {

constexpr std::chrono::seconds answer_deadline{10};

}  // namespace

admin_call admin_of(const std::filesystem::path& data_dir) {
  return [socket = data_dir / "admin.sock"](std::string_view target) -> result<admin_reply> {
    auto reply =
        http::fetch({.unix_socket = socket},
                    {.verb = "GET", .target = target, .fields = {}, .body = {}}, answer_deadline);
    if (reply) return admin_reply{reply->status, std::move(reply->body)};
    auto why = std::move(reply.error());
    if (why.kind == errc::unavailable)
      why.detail = fmt::format("no node serves {}", socket.parent_path().string());
    // What is malformed here is the node's answer, not the command line.
    if (why.kind == errc::malformed || why.kind == errc::too_large) why.kind = errc::internal;
    return std::unexpected(std::move(why));
  };
}

}  // namespace chant::cli
