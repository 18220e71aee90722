#include "app/draw_routes.hpp"

#include "app/operator_acts.hpp"
#include "http/json.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace chant::app {

namespace {

using http::json_object;
using http::json_writer;
using http::response;

/// A number that is not negative, or `otherwise` where it is left out.
result<std::optional<std::uint64_t>> number_in(const json_object& body, std::string_view name) {
  const auto number = body.optional_number(name);
  if (!number) return std::unexpected(number.error());
  if (!*number) return std::nullopt;
  if (**number >= 0) return static_cast<std::uint64_t>(**number);
  return std::unexpected(
      error{errc::malformed, "number_malformed", "a number is negative", std::string(name)});
}

result<std::optional<campaign::log_offset>> closing_in(const json_object& body) {
  const auto number = number_in(body, "closing");
  if (!number) return std::unexpected(number.error());
  if (!*number) return std::nullopt;
  return campaign::log_offset(**number);
}

void write_or_null(json_writer& out, std::string_view name,
                   const std::optional<std::string>& text) {
  if (text)
    out.member(name, std::string_view(*text));
  else
    out.member(name, nullptr);
}

void write_closing(json_writer& out, const campaign::draw_closed& closed) {
  out.member("draw", std::string_view(closed.draw));
  out.member("closing", closed.closing);
  out.member("chain", std::string_view(closed.chain));
  out.member("entries", closed.entries);
  out.member("entries_sha256", std::string_view(closed.entries_sha256));
  out.member("left_out", closed.left_out);
}

response commit(actors::draw_desk& desk, const std::string& draw, const json_object& body) {
  auto beacon = body.optional_text("beacon");
  if (!beacon) return refusal(beacon.error());
  const auto done = desk.commit(draw, *std::move(beacon));
  if (!done) return refusal(done.error());
  json_writer out;
  out.begin_object();
  out.member("draw", std::string_view(done->draw));
  out.member("commitment", std::string_view(done->commitment));
  write_or_null(out, "beacon_named", done->beacon);
  out.end_object();
  return http::json_response(200, std::move(out).text());
}

response close(actors::draw_desk& desk, const std::string& draw, const json_object& body) {
  const auto closing = closing_in(body);
  if (!closing) return refusal(closing.error());
  const auto done = desk.close(draw, *closing);
  if (!done) return refusal(done.error());
  json_writer out;
  out.begin_object();
  write_closing(out, *done);
  out.end_object();
  return http::json_response(200, std::move(out).text());
}

result<actors::draw_wish> wish_in(const std::string& draw, const json_object& body) {
  const auto winners = number_in(body, "winners");
  if (!winners) return std::unexpected(winners.error());
  const auto substitutes = number_in(body, "substitutes");
  if (!substitutes) return std::unexpected(substitutes.error());
  const auto closing = closing_in(body);
  if (!closing) return std::unexpected(closing.error());
  auto beacon = body.optional_text("beacon");
  if (!beacon) return std::unexpected(beacon.error());
  return actors::draw_wish{.draw = draw,
                           .winners = winners->value_or(1),
                           .substitutes = substitutes->value_or(0),
                           .closing = *closing,
                           .beacon = *std::move(beacon)};
}

response run(actors::draw_desk& desk, const std::string& draw, const json_object& body) {
  const auto wish = wish_in(draw, body);
  if (!wish) return refusal(wish.error());
  const auto done = desk.hold(*wish);
  if (!done) return refusal(done.error());
  json_writer out;
  out.begin_object();
  write_closing(out, done->closed);
  out.member("salt", std::string_view(done->held.salt));
  write_or_null(out, "beacon", done->held.beacon);
  out.member("repeated", done->repeated);
  out.key("drawn");
  out.begin_array();
  for (const auto& won : done->won) {
    out.begin_object();
    out.member("place", won.place);
    out.member("role", std::string_view(won.role));
    out.member("entry", std::string_view(won.entry));
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return http::json_response(200, std::move(out).text());
}

response reveal(actors::draw_desk& desk, const std::string& draw, const json_object& /*body*/) {
  const auto fans = desk.reveal(draw);
  if (!fans) return refusal(fans.error());
  json_writer out;
  out.begin_array();
  for (const auto& fan : *fans) {
    out.begin_object();
    out.member("place", fan.won.place);
    out.member("role", std::string_view(fan.won.role));
    out.member("entry", std::string_view(fan.won.entry));
    out.member("session", std::string_view(fan.won.session));
    out.member("erased", fan.erased);
    out.member("email", std::string_view(fan.email));
    out.member("name", std::string_view(fan.name));
    out.member("language", std::string_view(fan.language));
    out.end_object();
  }
  out.end_array();
  return http::json_response(200, std::move(out).text());
}

using step = response (*)(actors::draw_desk&, const std::string& draw, const json_object&);

http::admin_route route(std::string_view name, step does, actors::draw_desk& desk,
                        campaign::own_events& log) {
  return {.verb = http::method::post,
          .pattern = "/admin/v1/draws/" + std::string(name),
          .run = [act = "draw " + std::string(name), does, &desk, &log](const http::request& r) {
            // The act names the draw, so the body is read before it is noted.
            const auto body = json_object::parse(r.body);
            if (!body) return refusal(body.error());
            const auto draw = body->text("draw");
            if (!draw) return refusal(draw.error());
            if (auto named = campaign::check_draw_name(*draw); !named)
              return refusal(named.error());
            return carry_out(log, r,
                             {.act = act, .subject = *draw, .run = [&](const json_object& b) {
                                return does(desk, *draw, b);
                              }});
          }};
}

}  // namespace

actors::draw_desk::ports draw_ports(stores& kept, campaign::own_events& own, random_source& random,
                                    const std::filesystem::path& data_dir) {
  return {.log = *kept.log,
          .digest_at = [&log = *kept.log](campaign::log_offset at) { return log.digest_at(at); },
          .keys = *kept.keys,
          .snapshots = *kept.state,
          .own = own,
          .random = random,
          .salts = data_dir / "draws"};
}

std::vector<http::admin_route> draw_routes(actors::draw_desk& desk, campaign::own_events& log) {
  return {route("commit", commit, desk, log), route("close", close, desk, log),
          route("run", run, desk, log), route("reveal", reveal, desk, log)};
}

}  // namespace chant::app
