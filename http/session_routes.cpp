// /api/v1/session: what a fan may ask of their own session.
#include "campaign/layout.hpp"
#include "http/fan_site.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"
#include "http/session_secret.hpp"

namespace chant::http {

namespace {

using site_ptr = std::shared_ptr<const fan_site>;

// A name and an address have limits of their own; this leaves room for escapes.
constexpr std::size_t session_body_bytes = 16 * 1024;

constexpr std::string_view answer_fields =
    "Content-Type: application/json\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n";

response json_answer(unsigned status, json_writer body) {
  response r;
  r.status = status;
  r.prepared = answer_fields;
  r.text = std::move(body).text();
  return r;
}

void write_links(json_writer& out, const campaign::share_id& share, const std::string& base) {
  const auto id = campaign::to_text(share);
  const auto page = base + "/s/" + id;
  out.member("share_id", id);
  out.member("share_url", page);
  out.key("images");
  out.begin_object();
  for (const auto l : campaign::all_layouts)
    out.member(campaign::name_of(l), page + "/" + std::string(campaign::name_of(l)) + ".jpg");
  out.end_object();
}

std::string_view word_for(campaign::artwork::state s) {
  switch (s) {
    case campaign::artwork::state::ordered:
      return "ordered";
    case campaign::artwork::state::rendered:
      return "rendered";
    case campaign::artwork::state::refused:
      return "refused";
  }
  return "";
}

void write_artworks(json_writer& out, const campaign::session& s, const std::string& base) {
  out.key("artworks");
  out.begin_array();
  for (const auto& a : s.artworks) {
    out.begin_object();
    write_links(out, a.share, base);
    out.member("team", a.team);
    out.member("name", a.name.clear());
    out.member("language", a.language);
    out.member("state", word_for(a.status));
    out.end_object();
  }
  out.end_array();
}

void write_subscriber(json_writer& out, const campaign::session& s) {
  out.member("subscribed", s.subscribed.has_value());
  out.key("subscriber");
  if (!s.subscribed) return out.value(nullptr);
  out.begin_object();
  out.member("email", s.subscribed->email.clear());
  if (s.subscribed->name) out.member("name", s.subscribed->name->clear());
  out.member("language", s.subscribed->language);
  out.member("age_band", campaign::to_text(s.subscribed->age));
  out.end_object();
}

response session_answer(unsigned status, const campaign::session& s, const std::string& base) {
  json_writer out;
  out.begin_object();
  out.member("language", s.language);
  out.key("country");
  if (s.country.empty())
    out.value(nullptr);
  else
    out.value(s.country);
  write_artworks(out, s, base);
  write_subscriber(out, s);
  out.key("consents");
  out.begin_array();
  for (const auto& purpose : s.consents) out.value(purpose);
  out.end_array();
  out.end_object();
  return json_answer(status, std::move(out));
}

/// A text that may be absent: what then follows is the domain's to judge, with its own codes.
result<std::string> text_or_empty(const json_object& body, std::string_view key) {
  auto text = body.optional_text(key);
  if (!text) return std::unexpected(text.error());
  return std::move(*text).value_or("");
}

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

/// Submits what `read` makes of the request and answers with `then(exchange, outcome)`.
template <class Read, class Then>
handler command(site_ptr site, Read read, Then then) {
  return [site = std::move(site), read, then](exchange& e) {
    const auto id = session_asked(e.asked());
    if (!id) return e.answer(problem(id.error()));
    auto wish = read(e.asked());
    if (!wish) return e.answer(problem(wish.error()));
    campaign::command c = *wish;
    auto done = answer_later<campaign::outcome>(
        e, [then, wish = std::move(*wish)](exchange& back, result<campaign::outcome> r) {
          back.answer(r ? then(back.asked(), wish, *r) : problem(r.error()));
        });
    site->service.submit(*id, std::move(c), std::move(done));
  };
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

handler subscriber_handler(const site_ptr& site) {
  return command(
      site, [](const request& r) { return read_subscriber(r); },
      [site](const request& r, const campaign::subscribe&, const campaign::outcome& o) {
        return session_answer(200, o.state, base_url(*site, r));
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

endpoint session_write(handler run) {
  return {.verb = method::put,
          .limited = true,
          .deferring = true,
          .json_bytes = session_body_bytes,
          .run = std::move(run)};
}

}  // namespace

std::vector<route> session_routes(const site_ptr& site) {
  std::vector<route> routes(3);
  routes[0] = {.name = "session", .pattern = "/api/v1/session"};
  routes[0].endpoints.push_back(
      {.verb = method::get, .limited = true, .deferring = true, .run = view_handler(site)});
  routes[0].endpoints.push_back(session_write(open_handler(site)));
  routes[1] = {.name = "artwork", .pattern = "/api/v1/session/artwork"};
  routes[1].endpoints.push_back(session_write(artwork_handler(site)));
  routes[2] = {.name = "subscriber", .pattern = "/api/v1/session/subscriber"};
  routes[2].endpoints.push_back(session_write(subscriber_handler(site)));
  return routes;
}

}  // namespace chant::http
