// Routes that ask one command of the fan's session: reading it, submitting it, answering.
#pragma once

#include "campaign/service.hpp"
#include "http/fan_site.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"
#include "http/router.hpp"
#include "http/session_secret.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace chant::http {

using site_ptr = std::shared_ptr<const fan_site>;

// A name and an address have limits of their own; this leaves room for escapes.
inline constexpr std::size_t session_body_bytes = 16 * 1024;

/// A text that may be absent: what then follows is the domain's to judge, with its own codes.
[[nodiscard]] inline result<std::string> text_or_empty(const json_object& body,
                                                       std::string_view key) {
  auto text = body.optional_text(key);
  if (!text) return std::unexpected(text.error());
  return std::move(*text).value_or("");
}

/// Submits what `read` makes of the request and answers with `then(exchange, outcome)`.
template <class Read, class Then>
[[nodiscard]] handler command(site_ptr site, Read read, Then then) {
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

/// A PUT with a JSON body, which `run` reads.
[[nodiscard]] inline endpoint session_write(handler run) {
  return {.verb = method::put,
          .limited = true,
          .deferring = true,
          .json_bytes = session_body_bytes,
          .run = std::move(run)};
}

/// What needs no body.
[[nodiscard]] inline endpoint session_call(method verb, handler run) {
  return {.verb = verb, .limited = true, .deferring = true, .run = std::move(run)};
}

}  // namespace chant::http
