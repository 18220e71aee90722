#include "http/problem.hpp"

#include "http/json.hpp"

#include <string>

namespace chant::http {

namespace {

constexpr std::string_view problem_fields =
    "Content-Type: application/problem+json\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n";
// Seconds. Short: an overloaded node sheds for moments, and a fan is waiting.
constexpr std::string_view soon = "2";

response told(unsigned status, std::string_view code, std::string_view detail,
              std::string_view field) {
  json_writer body;
  body.begin_object();
  body.member("type", "about:blank");
  body.member("title", reason_of(status));
  body.member("status", status);
  body.member("code", code);
  if (!detail.empty()) body.member("detail", detail);
  if (!field.empty()) body.member("field", field);
  body.end_object();
  response r;
  r.status = status;
  r.prepared = problem_fields;
  r.text = std::move(body).text();
  return r;
}

}  // namespace

unsigned status_of(errc kind) {
  switch (kind) {
    case errc::malformed:
      return 400;
    case errc::unauthorized:
      return 401;
    case errc::not_found:
      return 404;
    case errc::conflict:
      return 409;
    case errc::gone:
      return 410;
    case errc::too_large:
      return 413;
    case errc::refused:
      return 422;
    case errc::too_many_requests:
      return 429;
    // An unknown outcome may be asked for again: every write is idempotent.
    case errc::unavailable:
    case errc::timeout:
      return 503;
    case errc::corrupt:
    case errc::io:
    case errc::invalid_config:
    case errc::internal:
      return 500;
  }
  return 500;
}

response problem(unsigned status, std::string_view code, std::string_view detail,
                 std::string_view field) {
  response r = told(status, code, detail, field);
  if (status == 429 || status == 503) r.with("Retry-After", soon);
  if (status == 401) r.with("WWW-Authenticate", "Bearer");
  return r;
}

response problem(const error& e, std::chrono::seconds retry_after) {
  response r = told(status_of(e.kind), e.code, e.detail, e.field);
  r.with("Retry-After", std::to_string(retry_after.count()));
  return r;
}

response problem(const error& e) {
  // What went wrong inside is for the log, not for the fan.
  const unsigned status = status_of(e.kind);
  return problem(status, e.code, status == 500 ? std::string_view() : std::string_view(e.detail),
                 e.field);
}

}  // namespace chant::http
