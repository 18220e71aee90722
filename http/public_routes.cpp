// /api/v1/hello, counter and errors: what needs no session.
#include "http/accept_language.hpp"
#include "http/cache_rules.hpp"
#include "http/fan_site.hpp"
#include "http/front_errors.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"

namespace chant::http {

namespace {

using site_ptr = std::shared_ptr<const fan_site>;

constexpr std::size_t report_bytes = 4 * 1024;

constexpr std::string_view hello_fields =
    "Content-Type: application/json\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n";
constexpr std::string_view counter_fields =
    "Content-Type: application/json\r\n"
    "Cache-Control: public, max-age=10\r\n"
    "X-Content-Type-Options: nosniff\r\n";

/// What hello says of the campaign: the same for everybody, made once for each state.
std::string campaign_json(const fan_site& site, std::string_view state) {
  json_writer out;
  out.begin_object();
  out.member("id", site.terms.catalogue.campaign);
  out.member("state", state);
  out.member("title", site.title);
  out.member("artist", site.artist);
  out.member("song", site.song);
  out.key("languages");
  out.begin_array();
  for (const auto& l : site.terms.catalogue.languages) out.value(l);
  out.end_array();
  out.end_object();
  return std::move(out).text();
}

response hello(const fan_site& site, const std::string& campaign, const request& r) {
  json_writer out;
  out.begin_object();
  out.key("languages");
  out.begin_array();
  for (const auto& tag : preferred_languages(r[header::accept_language])) out.value(tag);
  out.end_array();
  out.key("country");
  if (const auto country = site.country.find(r); country.empty())
    out.value(nullptr);
  else
    out.value(country);
  out.key("campaign");
  out.raw(campaign);
  out.end_object();
  response answer;
  answer.prepared = hello_fields;
  answer.text = std::move(out).text();
  return answer;
}

response counter(const fan_site& site) {
  const auto counts = site.service.counts();
  json_writer out;
  out.begin_object();
  out.member("sessions", counts.sessions);
  out.member("artworks", counts.artworks);
  out.member("subscribers", counts.subscribers);
  out.end_object();
  response answer;
  answer.prepared = counter_fields;
  answer.text = std::move(out).text();
  return answer;
}

handler report_handler(const site_ptr& site) {
  return [errors = std::make_shared<front_errors>(site->front_errors, site->metrics)](exchange& e) {
    if (const auto taken = errors->report(e.asked().body); !taken)
      return e.answer(problem(taken.error()));
    response accepted;
    accepted.status = 202;
    accepted.prepared = keep_nothing;
    e.answer(std::move(accepted));
  };
}

}  // namespace

std::vector<route> public_routes(const site_ptr& site) {
  std::vector<route> routes(3);
  routes[0] = {.name = "hello", .pattern = "/api/v1/hello"};
  routes[0].endpoints.push_back({.run = [site, usual = campaign_json(*site, site->state),
                                         frozen = campaign_json(*site, "closed")](exchange& e) {
    const bool is_frozen = site->frozen && site->frozen();
    e.answer(hello(*site, is_frozen ? frozen : usual, e.asked()));
  }});
  routes[1] = {.name = "counter", .pattern = "/api/v1/counter"};
  routes[1].endpoints.push_back({.run = [site](exchange& e) { e.answer(counter(*site)); }});
  routes[2] = {.name = "errors", .pattern = "/api/v1/errors"};
  routes[2].endpoints.push_back({.verb = method::post,
                                 .limited = true,
                                 .json_bytes = report_bytes,
                                 .run = report_handler(site)});
  return routes;
}

}  // namespace chant::http
