#include "app/stage_routes.hpp"

#include "app/operator_acts.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"

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

result<std::uint32_t> number_in(std::string_view body) {
  const auto asked = http::json_object::parse(body);
  if (!asked) return std::unexpected(asked.error());
  const auto number = asked->optional_number("number");
  if (!number) return std::unexpected(number.error());
  if (!*number || **number < 0 || **number > std::numeric_limits<std::uint32_t>::max())
    return std::unexpected(
        error{errc::malformed, "number_malformed", "a build's number is missing", "number"});
  return static_cast<std::uint32_t>(**number);
}

http::response switch_stage(stages& of, const http::request& r) {
  const auto number = number_in(r.body);
  if (!number) return refusal(number.error());
  const auto now = of.switch_to(r.parameters[0], *number);
  if (!now) return refusal(now.error());
  http::json_writer out;
  write(out, *now);
  return http::json_response(200, std::move(out).text());
}

http::response end_stage(stages& of, const http::request& r) {
  if (const auto ended = of.end(r.parameters[0]); !ended) return refusal(ended.error());
  http::response done;
  done.status = 204;
  return done;
}

}  // namespace

std::vector<http::admin_route> stage_routes(stages& of) {
  return {{.verb = http::method::get,
           .pattern = "/admin/v1/stages",
           .run = [&of](const http::request&) { return http::json_response(200, list_json(of)); }},
          {.verb = http::method::post,
           .pattern = "/admin/v1/stages/{stage}",
           .run = [&of](const http::request& r) { return switch_stage(of, r); }},
          {.verb = http::method::del,
           .pattern = "/admin/v1/stages/{stage}",
           .run = [&of](const http::request& r) { return end_stage(of, r); }}};
}

}  // namespace chant::app
