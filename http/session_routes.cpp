// /api/v1/session: what a fan may ask of their own session.
#include "http/session_command.hpp"
#include "http/session_json.hpp"

namespace chant::http {

namespace {

result<campaign::open_session> read_open(const fan_site& site, const request& r) {
  const auto body = json_object::parse(r.body);
  if (!body) return std::unexpected(body.error());
  auto language = text_or_empty(*body, "language");
  if (!language) return std::unexpected(language.error());
  return campaign::open_session{.language = std::move(*language), .country = site.country.find(r)};
}

result<campaign::order_artwork> read_order(const fan_site& site, const request& r) {
  const auto body = json_object::parse(r.body);
  if (!body) return std::unexpected(body.error());
  campaign::order_artwork order;
  for (const auto& [key, into] : {std::pair("name", &order.name), std::pair("team", &order.team),
                                  std::pair("language", &order.language)}) {
    auto text = text_or_empty(*body, key);
    if (!text) return std::unexpected(text.error());
    *into = std::move(*text);
  }
  campaign::fill_random(order.share, site.random);
  return order;
}

handler open_handler(const site_ptr& site) {
  return command(
      site, [site](const request& r) { return read_open(*site, r); },
      [site](const request& r, const campaign::open_session&, const campaign::outcome& o) {
        return session_answer(o.changed ? 201 : 200, o.state, base_url(*site, r));
      });
}

handler artwork_handler(const site_ptr& site) {
  return command(
      site, [site](const request& r) { return read_order(*site, r); },
      [site](const request& r, const campaign::order_artwork& order, const campaign::outcome& o) {
        const auto* made = campaign::artwork_of(o.state, order, site->terms);
        if (made == nullptr)
          return problem(
              {.kind = errc::internal, .code = "artwork_lost", .detail = "", .field = ""});
        json_writer out;
        out.begin_object();
        write_links(out, made->share, base_url(*site, r));
        out.end_object();
        return json_answer(202, std::move(out));
      });
}

handler view_handler(const site_ptr& site) {
  return [site](exchange& e) {
    const auto id = session_asked(e.asked());
    if (!id) return e.answer(problem(id.error()));
    site->service.view(*id, answer_later<campaign::session>(e, [site](exchange& back,
                                                                      result<campaign::session> s) {
      back.answer(s ? session_answer(200, *s, base_url(*site, back.asked())) : problem(s.error()));
    }));
  };
}

handler export_handler(const site_ptr& site) {
  return [site](exchange& e) {
    const auto id = session_asked(e.asked());
    if (!id) return e.answer(problem(id.error()));
    site->chronicle.tell(
        *id,
        answer_later<campaign::history>(e, [site](exchange& back, result<campaign::history> h) {
          back.answer(h ? export_answer(*h, base_url(*site, back.asked())) : problem(h.error()));
        }));
  };
}

handler erase_handler(const site_ptr& site) {
  return command(
      site, [](const request&) -> result<campaign::erase> { return campaign::erase{"by_fan"}; },
      [](const request&, const campaign::erase&, const campaign::outcome&) {
        response done;
        done.status = 204;
        done.with("Cache-Control", "no-store");
        return done;
      });
}

}  // namespace

std::vector<route> session_routes(const site_ptr& site) {
  std::vector<route> routes(3);
  routes[0] = {.name = "session", .pattern = "/api/v1/session"};
  routes[0].endpoints.push_back(session_call(method::get, view_handler(site)));
  routes[0].endpoints.push_back(session_write(open_handler(site)));
  routes[0].endpoints.push_back(session_call(method::del, erase_handler(site)));
  routes[1] = {.name = "artwork", .pattern = "/api/v1/session/artwork"};
  routes[1].endpoints.push_back(session_write(artwork_handler(site)));
  routes[2] = {.name = "export", .pattern = "/api/v1/session/export"};
  routes[2].endpoints.push_back(session_call(method::get, export_handler(site)));
  return routes;
}

}  // namespace chant::http
