#include "app/retention_routes.hpp"

#include "app/operator_acts.hpp"
#include "http/json.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace chant::app {

namespace {

http::response told(unsigned status, const actors::retention_plan& plan,
                    const actors::retention_limits& limits, bool running) {
  http::json_writer out;
  out.begin_object();
  const auto row = [&](std::string_view what, std::size_t due, std::uint32_t after) {
    out.key(what);
    out.begin_object();
    out.member("days", after);
    out.member("due", due);
    out.end_object();
  };
  row("sessions", plan.sessions.size(), limits.sessions_days);
  row("recordings", plan.takes.size(), limits.takes_days);
  row("letters", plan.letters.size(), limits.letters_days);
  out.member("running", running);
  out.end_object();
  return http::json_response(status, std::move(out).text());
}

http::response show(const actors::retention& keeper) {
  const auto plan = keeper.due();
  return plan ? told(200, *plan, keeper.limits(), keeper.running()) : refusal(plan.error());
}

http::response begin(actors::retention& keeper) {
  const auto plan = keeper.begin();
  return plan ? told(202, *plan, keeper.limits(), plan->size() > 0) : refusal(plan.error());
}

}  // namespace

std::vector<http::admin_route> retention_routes(actors::retention& keeper,
                                                campaign::own_events& log) {
  constexpr auto path = "/admin/v1/retention";
  return {{.verb = http::method::get,
           .pattern = path,
           .run = [&keeper](const http::request&) { return show(keeper); }},
          {.verb = http::method::post, .pattern = path, .run = [&](const http::request& r) {
             return carry_out(
                 log, r,
                 {.act = "retention run",
                  .subject = "",
                  .run = [&keeper](const http::json_object&) { return begin(keeper); }});
           }}};
}

}  // namespace chant::app
