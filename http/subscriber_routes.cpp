// What a fan agrees to: the letter, each consent, the prize draw, and the recordings kept.
#include "http/session_command.hpp"
#include "http/session_json.hpp"

namespace chant::http {

namespace {

result<campaign::consent_wishes> read_consents(const json_object& from) {
  campaign::consent_wishes wishes;
  for (const auto& [key, given] :
       {std::pair("terms", &wishes.terms), std::pair("newsletter", &wishes.newsletter),
        std::pair("recording", &wishes.recording)}) {
    const auto flag = from.optional_flag(key);
    if (!flag) return std::unexpected(flag.error());
    *given = *flag;
  }
  return wishes;
}

result<campaign::subscribe> read_subscriber(const request& r) {
  const auto body = json_object::parse(r.body);
  if (!body) return std::unexpected(body.error());
  campaign::subscribe wish;
  for (const auto& [key, into] :
       {std::pair("email", &wish.email), std::pair("language", &wish.language)}) {
    auto text = text_or_empty(*body, key);
    if (!text) return std::unexpected(text.error());
    *into = std::move(*text);
  }
  auto name = body->optional_text("name");
  if (!name) return std::unexpected(name.error());
  wish.name = std::move(*name);
  const auto age = body->text("age_band");
  if (!age) return std::unexpected(age.error());
  const auto band = campaign::parse<campaign::age_band>(*age);
  if (!band)
    return std::unexpected(error{errc::refused, "age_band_unknown",
                                 "The age band is under16, 16-17 or 18+.", "age_band"});
  wish.age = *band;
  const auto consents = body->object("consents");
  if (!consents) return std::unexpected(consents.error());
  const auto wishes = read_consents(*consents);
  if (!wishes) return std::unexpected(wishes.error());
  wish.consents = *wishes;
  return wish;
}

result<campaign::set_consents> read_wishes(const request& r) {
  const auto body = json_object::parse(r.body);
  if (!body) return std::unexpected(body.error());
  auto wishes = read_consents(*body);
  if (!wishes) return std::unexpected(wishes.error());
  return campaign::set_consents{*wishes};
}

result<campaign::drop_take> read_drop(const request& r) {
  const auto id = campaign::take_id::from_hex(r.parameters[0]);
  if (!id) return std::unexpected(error{errc::not_found, "take_unknown", "", ""});
  return campaign::drop_take{.take = *id, .reason = "by_fan"};
}

/// `read`, then the session as it is now.
template <class Read>
handler telling(const site_ptr& site, Read read) {
  return command(site, read,
                 [site](const request& r, const auto& /*wish*/, const campaign::outcome& o) {
                   return session_answer(200, o.state, base_url(*site, r));
                 });
}

handler draw_handler(const site_ptr& site) {
  return telling(
      site, [](const request&) -> result<campaign::enter_draw> { return campaign::enter_draw{}; });
}

handler drop_handler(const site_ptr& site) {
  return command(site, read_drop,
                 [](const request&, const campaign::drop_take&, const campaign::outcome&) {
                   response done;
                   done.status = 204;
                   done.with("Cache-Control", "no-store");
                   return done;
                 });
}

}  // namespace

std::vector<route> subscriber_routes(const site_ptr& site) {
  std::vector<route> routes(4);
  routes[0] = {.name = "subscriber", .pattern = "/api/v1/session/subscriber"};
  routes[0].endpoints.push_back(session_write(telling(site, read_subscriber)));
  routes[1] = {.name = "consents", .pattern = "/api/v1/session/consents"};
  routes[1].endpoints.push_back(session_write(telling(site, read_wishes)));
  routes[2] = {.name = "draw", .pattern = "/api/v1/session/draw-entry"};
  routes[2].endpoints.push_back(session_call(method::put, draw_handler(site)));
  routes[3] = {.name = "own_take", .pattern = "/api/v1/session/takes/{id}"};
  routes[3].endpoints.push_back(session_call(method::del, drop_handler(site)));
  return routes;
}

}  // namespace chant::http
