#include "app/operator_acts.hpp"

#include "base/awaited.hpp"
#include "http/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chant::app {

namespace {

constexpr std::size_t words_bytes_max = 200;

result<std::string> short_text(result<std::string> text, std::string_view field) {
  if (text && text->size() > words_bytes_max)
    return std::unexpected(
        error{errc::refused, "text_too_long", "at most 200 bytes", std::string(field)});
  // They are shown on terminals.
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (text && std::ranges::any_of(*text, is_control))
    return std::unexpected(
        error{errc::refused, "text_malformed", "one line of text", std::string(field)});
  return text;
}

/// Who comes over TCP has proved a certificate; who comes otherwise may open the socket.
std::string whence_of(const http::request& r) {
  if (r.certificate.empty()) return "admin.sock";
  return fmt::format("{} {}", http::to_text(r.client), r.certificate);
}

}  // namespace

result<operator_words> words_in(const http::json_object& body) {
  auto who = short_text(body.text("who"), "who");
  if (!who) return std::unexpected(std::move(who.error()));
  auto given = body.optional_text("why");
  if (!given) return std::unexpected(std::move(given.error()));
  auto why = short_text(std::move(*given).value_or(""), "why");
  if (!why) return std::unexpected(std::move(why.error()));
  return operator_words{.who = *std::move(who), .why = *std::move(why)};
}

http::response refusal(const error& why) {
  const unsigned status = why.kind == errc::invalid_config ? 422 : http::status_of(why.kind);
  return http::problem(status, why.code, why.detail, why.field);
}

http::response carry_out(campaign::own_events& log, const http::request& r,
                         const operator_act& act) {
  const auto body = http::json_object::parse(r.body);
  if (!body) return refusal(body.error());
  auto words = words_in(*body);
  if (!words) return refusal(words.error());
  const auto noted = awaited<void>([&](completion<void> done) {
    log.append({campaign::operator_acted{.act = std::string(act.act),
                                         .subject = act.subject,
                                         .who = std::move(words->who),
                                         .whence = whence_of(r),
                                         .why = std::move(words->why)}},
               std::move(done));
  });
  if (!noted) return refusal(noted.error());
  return act.run(*body);
}

http::response carry_out(campaign::own_events& log, const http::request& r, std::string_view act,
                         std::string subject, const std::function<result<void>()>& run) {
  return carry_out(
      log, r, {.act = act, .subject = std::move(subject), .run = [&](const http::json_object&) {
                 if (const auto done = run(); !done) return refusal(done.error());
                 http::response answer;
                 answer.status = 204;
                 return answer;
               }});
}

}  // namespace chant::app
