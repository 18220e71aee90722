#include "app/stage_routes.hpp"

#include "app/operator_acts.hpp"
#include "http/json.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace chant::app {

namespace {

void write(http::json_writer& to, const stage_status& s) {
  to.begin_object();
  to.member("stage", s.name);
  to.member("number", s.number);
  to.member("state", s.state);
  to.member("url", s.url);
  to.member("port", s.port);
  to.key("reason");
  if (s.why) {
    to.begin_object();
    to.member("code", s.why->code);
    to.member("detail", s.why->detail);
    to.end_object();
  } else {
    to.value(nullptr);
  }
  to.end_object();
}

std::string list_json(const stages& of) {
  http::json_writer out;
  out.begin_array();
  for (const auto& one : of.list()) write(out, one);
  out.end_array();
  return std::move(out).text();
}

result<std::uint32_t> number_in(const http::json_object& body) {
  const auto number = body.optional_number("number");
  if (!number) return std::unexpected(number.error());
  if (!*number || **number < 0 || **number > std::numeric_limits<std::uint32_t>::max())
    return std::unexpected(
        error{errc::malformed, "number_malformed", "a build's number is missing", "number"});
  return static_cast<std::uint32_t>(**number);
}

http::response switch_stage(stages& of, std::string_view stage, const http::json_object& body) {
  const auto number = number_in(body);
  if (!number) return refusal(number.error());
  const auto now = of.switch_to(stage, *number);
  if (!now) return refusal(now.error());
  http::json_writer out;
  write(out, *now);
  return http::json_response(200, std::move(out).text());
}

http::response stage_act(stages& of, campaign::own_events& log, const http::request& r) {
  const std::string stage(r.parameters[0]);
  const auto verb = r.parameters[1];
  const auto act = fmt::format("campaign {}", verb);
  if (verb == "remove") return carry_out(log, r, act, stage, [&] { return of.end(stage); });
  if (verb != "deploy" && verb != "rollback")
    return refusal({errc::not_found, "act_unknown", "a stage can deploy, rollback, remove", ""});
  return carry_out(log, r,
                   {.act = act, .subject = stage, .run = [&](const http::json_object& body) {
                      return switch_stage(of, stage, body);
                    }});
}

}  // namespace

std::vector<http::admin_route> stage_routes(stages& of, campaign::own_events& log) {
  return {{.verb = http::method::get,
           .pattern = "/admin/v1/stages",
           .run = [&of](const http::request&) { return http::json_response(200, list_json(of)); }},
          {.verb = http::method::post,
           .pattern = "/admin/v1/stages/{stage}/{act}",
           .run = [&of, &log](const http::request& r) { return stage_act(of, log, r); }}};
}

}  // namespace chant::app
