// POST /api/v1/mail/events: what a mail provider's bridge tells of letters that came back.
#include "http/fan_site.hpp"
#include "http/problem.hpp"

namespace chant::http {
namespace {

// Four short members; the reader has the same bound.
constexpr std::size_t event_bytes = 4096;

constexpr std::string_view keep_nothing = "Cache-Control: no-store\r\n";

response noted() {
  response r;
  r.status = 204;
  r.prepared = keep_nothing;
  return r;
}

}  // namespace

std::vector<route> mail_event_routes(const std::shared_ptr<const fan_site>& site) {
  if (!site->read_mail_event) return {};
  std::vector<route> routes(1);
  routes[0] = {.name = "mail_events", .pattern = "/api/v1/mail/events"};
  routes[0].endpoints.push_back(
      {.verb = method::post,
       .limited = true,
       .deferring = true,
       .json_bytes = event_bytes,
       .run = [site](exchange& e) {
         auto told = site->read_mail_event(e.asked().body, e.asked()[header::chant_signature]);
         if (!told) return e.answer(problem(told.error()));
         site->letter_returns->report(*std::move(told),
                                      answer_later<void>(e, [](exchange& to, result<void> kept) {
                                        to.answer(kept ? noted() : problem(kept.error()));
                                      }));
       }});
  return routes;
}

}  // namespace chant::http
