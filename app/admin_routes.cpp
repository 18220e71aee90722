#include "app/admin_routes.hpp"

#include "base/json.hpp"
#include "cli/cli.hpp"

#include <fmt/format.h>

namespace chant::app {

namespace {

std::string json_text(std::string_view text) {
  std::string json;
  append_json_text(json, text);
  return json;
}

std::string status_json(const admin_view& view) {
  const auto ready = view.ready();
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::steady_clock::now() - view.started);
  const auto counts = view.actors.service().counts();
  return fmt::format(
      R"({{"version":{},"campaign":{},"port":{},"admin_port":{},"uptime_seconds":{},"head":{},"sessions":{},)"
      R"("artworks":{},"subscribers":{},"frozen":{},"ready":{},"reasons":[{}]}})",
      json_text(cli::version()), json_text(view.campaign), view.port, view.admin_port(),
      uptime.count(), view.log.head().value(), counts.sessions, counts.artworks, counts.subscribers,
      view.actors.frozen(), ready.has_value(), ready ? "" : json_text(ready.error().code));
}

std::string pool_json(const actors::pool_status& pool) {
  return fmt::format(
      R"({{"name":{},"workers":{},"busy":{},"queued":{},"done":{},"failed":{},"checkpoint":{},)"
      R"("lag_events":{},"lag_seconds":{},"state":{}}})",
      json_text(pool.name), pool.workers, pool.busy, pool.queue, pool.done, pool.failed,
      pool.checkpoint, pool.lag, pool.lag_seconds, json_text(pool.state));
}

std::string pools_json(const admin_view& view) {
  std::string list;
  for (const auto& pool : view.actors.pools()) {
    if (!list.empty()) list += ',';
    list += pool_json(pool);
  }
  return "[" + list + "]";
}

}  // namespace

std::vector<http::admin_route> admin_routes(const admin_view& view) {
  return {
      {.verb = http::method::get,
       .pattern = "/admin/v1/status",
       .run =
           [&view](const http::request&) { return http::json_response(200, status_json(view)); }},
      {.verb = http::method::get,
       .pattern = "/admin/v1/pools",
       .run = [&view](const http::request&) {
         return http::json_response(200, pools_json(view));
       }}};
}

}  // namespace chant::app
