// What a fan agrees to: the letter, each consent, the prize draw, and the recordings kept.
#include "http/session_command.hpp"
#include "http/session_json.hpp"
#include "http/sign_up_limits.hpp"

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

/// `wordings` of the body: for each consent, the digest of the words that stood beside it.
result<campaign::shown_wordings> read_wordings(const fan_site& site, const json_object& body) {
  campaign::shown_wordings shown;
  const auto from = body.optional_object("wordings");
  if (!from) return std::unexpected(from.error());
  if (!*from) return shown;
  const auto pages = site.pages->get();
  for (const auto& [purpose, into] :
       {std::pair("terms", &shown.terms), std::pair("newsletter", &shown.newsletter),
        std::pair("recording", &shown.recording)}) {
    const auto digest = (*from)->optional_text(purpose);
    if (!digest) return std::unexpected(digest.error());
    if (!*digest) continue;
    *into = pages->wordings.find(purpose, **digest);
    if (!*into)
      return std::unexpected(error{errc::refused, "wording_unknown",
                                   "No page of this campaign shows these words.",
                                   std::string("wordings.") + purpose});
  }
  return shown;
}

result<campaign::subscribe> read_subscriber(const fan_site& site, const request& r) {
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
  auto shown = read_wordings(site, *body);
  if (!shown) return std::unexpected(shown.error());
  wish.consents.shown = *std::move(shown);
  return wish;
}

result<campaign::set_consents> read_wishes(const fan_site& site, const request& r) {
  const auto body = json_object::parse(r.body);
  if (!body) return std::unexpected(body.error());
  auto wishes = read_consents(*body);
  if (!wishes) return std::unexpected(wishes.error());
  auto shown = read_wordings(site, *body);
  if (!shown) return std::unexpected(shown.error());
  wishes->shown = *std::move(shown);
  return campaign::set_consents{*std::move(wishes)};
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

/// An address that cannot be kept is the domain's to refuse.
std::expected<sign_up_limits::admission, sign_up_limits::refusal> admitted(
    const fan_site& site, sign_up_limits& limits, const request& r,
    const campaign::session_id& session, const campaign::subscribe& wish) {
  const auto email = campaign::check_email(wish.email, site.terms.rules);
  if (!email) return sign_up_limits::admission();
  return limits.admit(
      {.client = r.client, .session = session, .email = *email, .now = site.time.now()});
}

handler subscribe_handler(const site_ptr& site) {
  auto limits = std::make_shared<sign_up_limits>(site->sign_ups, site->random, site->metrics);
  return [site, limits = std::move(limits)](exchange& e) {
    const auto id = session_asked(e.asked());
    if (!id) return e.answer(problem(id.error()));
    auto wish = read_subscriber(*site, e.asked());
    if (!wish) return e.answer(problem(wish.error()));
    auto admission = admitted(*site, *limits, e.asked(), *id, *wish);
    if (!admission) return e.answer(problem(admission.error().why, admission.error().wait));
    auto tell =
        answer_later<campaign::outcome>(e, [site](exchange& back, result<campaign::outcome> r) {
          back.answer(r ? session_answer(200, r->state, base_url(*site, back.asked()))
                        : problem(r.error()));
        });
    site->service.submit(*id, *std::move(wish),
                         [admission = *std::move(admission),
                          tell = std::move(tell)](result<campaign::outcome> r) mutable {
                           admission.settle(r);
                           tell(std::move(r));
                         });
  };
}

handler consents_handler(const site_ptr& site) {
  return telling(site, [site](const request& r) { return read_wishes(*site, r); });
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
  routes[0].endpoints.push_back(session_write(subscribe_handler(site)));
  routes[1] = {.name = "consents", .pattern = "/api/v1/session/consents"};
  routes[1].endpoints.push_back(session_write(consents_handler(site)));
  routes[2] = {.name = "draw", .pattern = "/api/v1/session/draw-entry"};
  routes[2].endpoints.push_back(session_call(method::put, draw_handler(site)));
  routes[3] = {.name = "own_take", .pattern = "/api/v1/session/takes/{id}"};
  routes[3].endpoints.push_back(session_call(method::del, drop_handler(site)));
  return routes;
}

}  // namespace chant::http
