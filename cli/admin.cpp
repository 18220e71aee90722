#include "cli/admin.hpp"

#include "http/client.hpp"

#include <fmt/format.h>

#include <chrono>

namespace chant::cli {

namespace {

constexpr std::chrono::seconds answer_deadline{10};
// A stage may have pictures to draw.
constexpr std::chrono::seconds change_deadline{120};

result<admin_reply> reach(const std::filesystem::path& socket, const http::client_request& request,
                          std::chrono::seconds at_most) {
  auto reply = http::fetch({.unix_socket = socket}, request, at_most);
  if (reply) return admin_reply{reply->status, std::move(reply->body)};
  auto why = std::move(reply.error());
  if (why.kind == errc::unavailable)
    why.detail = fmt::format("no node serves {}", socket.parent_path().string());
  // What is malformed here is the node's answer, not the command line.
  if (why.kind == errc::malformed || why.kind == errc::too_large) why.kind = errc::internal;
  return std::unexpected(std::move(why));
}

}  // namespace

admin_call admin_of(const std::filesystem::path& data_dir) {
  return [socket = data_dir / "admin.sock"](std::string_view target) {
    return reach(socket, {.verb = "GET", .target = target, .fields = {}, .body = {}},
                 answer_deadline);
  };
}

admin_change admin_changes(const std::filesystem::path& data_dir) {
  return [socket = data_dir / "admin.sock"](std::string_view verb, std::string_view target,
                                            std::string_view body) {
    http::client_request request{.verb = verb, .target = target, .fields = {}, .body = body};
    if (!body.empty()) request.fields.emplace("Content-Type", "application/json");
    return reach(socket, request, change_deadline);
  };
}

}  // namespace chant::cli
