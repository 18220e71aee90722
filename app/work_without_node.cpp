#include "app/work_without_node.hpp"

#include "actors/own_journal.hpp"
#include "app/draw_routes.hpp"
#include "app/stores.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace chant::app {

result<cli::admin_reply> work_without_node(const config::node& settings, std::string_view target,
                                           std::string_view body) {
  system_random random;
  const system_clock time;
  metrics::registry metrics;
  auto kept = stores::open(settings, {}, random, metrics);
  if (!kept) return std::unexpected(kept.error());
  actors::own_journal own(*kept->log, time, random);
  actors::draw_desk draws(draw_ports(*kept, own, random, settings.data_dir));
  const auto routes = draw_routes(draws, own);
  const auto asked = std::ranges::find(routes, target, &http::admin_route::pattern);
  if (asked == routes.end())
    return std::unexpected(error{errc::unavailable, "node_unreachable",
                                 fmt::format("no node serves {}", settings.data_dir.string()), ""});
  http::request request;
  request.verb = asked->verb;
  request.body = body;
  auto answer = asked->run(request);
  kept->log->close();
  return cli::admin_reply{answer.status, std::move(answer.text)};
}

}  // namespace chant::app
