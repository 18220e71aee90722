#include "app/mail_routes.hpp"

#include "app/operator_acts.hpp"
#include "app/outbox_pages.hpp"
#include "base/awaited.hpp"
#include "http/json.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace chant::app {
namespace {

using store::queued_letter;
using phase = queued_letter::phase;

// Letters that a call looks at: an operator reads no more, and retries as many at a time.
constexpr std::size_t letters_at_once = 1000;
constexpr std::size_t suppressed_at_once = 1000;

std::string text_of(timestamp t) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", std::chrono::floor<std::chrono::seconds>(t));
}

void write(http::json_writer& to, const queued_letter& l) {
  to.begin_object();
  to.member("letter", l.letter.hex());
  to.member("session", l.session.hex());
  to.member("kind", l.kind);
  to.member("state", to_text(l.now));
  to.member("attempts", l.attempts);
  to.member("asked_at", text_of(l.asked_at));
  to.key("due");
  if (l.now < phase::claimed)
    to.value(text_of(l.due));
  else
    to.value(nullptr);
  to.member("reason", l.reason);
  to.end_object();
}

/// The value of `name` in "a=1&b=2"; machine words only: nothing is decoded.
std::string_view query_member(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    if (pair.starts_with(name) && pair.size() > name.size() && pair[name.size()] == '=')
      return pair.substr(name.size() + 1);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return {};
}

error unknown_letter() {
  return {errc::not_found, "letter_unknown", "no letter of that id is in the queue", "letter"};
}

error sent_already() {
  return {errc::conflict, "letter_settled", "the relay has the letter", "letter"};
}

result<queued_letter> letter_named(const mail_view& of, std::string_view hex) {
  const auto id = campaign::event_id::from_hex(hex);
  if (!id) return std::unexpected(unknown_letter());
  auto found = of.queue.find(*id);
  if (!found) return std::unexpected(std::move(found.error()));
  if (!*found) return std::unexpected(unknown_letter());
  return **std::move(found);
}

http::response show_queue(const mail_view& of, const http::request& r) {
  const auto state = query_member(r.query, "state");
  const auto wanted = store::parse_phase(state);
  if (!state.empty() && !wanted)
    return refusal({errc::malformed, "state_unknown",
                    "a state is waiting, deferred, in_doubt, claimed, held, sent or failed",
                    "state"});
  http::json_writer out;
  out.begin_object();
  out.member("relay", of.relay_name);
  out.key("counts");
  out.begin_object();
  const auto counts = of.queue.counts();
  for (std::size_t i = 0; i < counts.size(); ++i)
    out.member(to_text(static_cast<phase>(i)), counts.at(i));
  out.end_object();
  out.key("letters");
  out.begin_array();
  // Without a wish those that want a decision: what may have arrived, or not.
  auto shown = wanted ? std::vector{*wanted} : std::vector{phase::held, phase::in_doubt};
  for (const auto p : shown) {
    const auto letters = of.queue.list(p, {}, letters_at_once);
    if (!letters) return refusal(letters.error());
    for (const auto& letter : *letters) write(out, letter);
  }
  out.end_array();
  out.end_object();
  return http::json_response(200, std::move(out).text());
}

http::response show_letter(const mail_view& of, const http::request& r) {
  const auto letter = letter_named(of, r.parameters[0]);
  if (!letter) return refusal(letter.error());
  http::json_writer out;
  write(out, *letter);
  return http::json_response(200, std::move(out).text());
}

result<void> submit(const mail_view& of, const campaign::session_id& to, campaign::command c) {
  const auto done = awaited<campaign::outcome>([&](completion<campaign::outcome> answer) {
    of.sessions.submit(to, std::move(c), std::move(answer));
  });
  if (!done) return std::unexpected(done.error());
  return {};
}

result<void> retry(const mail_view& of, const queued_letter& letter) {
  if (letter.now == phase::sent) return std::unexpected(sent_already());
  return submit(of, letter.session,
                campaign::retry_letter{.letter = letter.letter, .now = of.clock.now()});
}

http::response retry_letter(const mail_view& of, const http::request& r) {
  const auto letter = letter_named(of, r.parameters[0]);
  if (!letter) return refusal(letter.error());
  return carry_out(of.own, r, "mail retry", letter->letter.hex(),
                   [&] { return retry(of, *letter); });
}

http::response drop_letter(const mail_view& of, const http::request& r) {
  const auto letter = letter_named(of, r.parameters[0]);
  if (!letter) return refusal(letter.error());
  if (letter->now == phase::sent) return refusal(sent_already());
  return carry_out(of.own, r, "mail drop", letter->letter.hex(), [&] {
    return submit(of, letter->session,
                  campaign::drop_letter{.letter = letter->letter, .kind = letter->kind});
  });
}

// One act for all of them; what cannot be tried again meanwhile is passed over.
http::response retry_in_doubt(const mail_view& of, const http::request& r) {
  return carry_out(
      of.own, r,
      {.act = "mail retry", .subject = "all in doubt", .run = [&](const http::json_object&) {
         std::uint64_t retried = 0;
         for (const auto p : {phase::held, phase::in_doubt}) {
           const auto letters = of.queue.list(p, {}, letters_at_once);
           if (!letters) return refusal(letters.error());
           for (const auto& letter : *letters) retried += retry(of, letter).has_value() ? 1 : 0;
         }
         http::json_writer out;
         out.begin_object();
         out.member("retried", retried);
         out.end_object();
         return http::json_response(200, std::move(out).text());
       }});
}

result<std::string> address_in(std::string_view body) {
  const auto asked = http::json_object::parse(body);
  if (!asked) return std::unexpected(asked.error());
  auto address = asked->text("address");
  if (address && (address->size() > 320 || address->find('@') == std::string::npos))
    return std::unexpected(
        error{errc::malformed, "address_invalid", "this is no address", "address"});
  return address;
}

http::response list_suppressed(const mail_view& of, const http::request& r) {
  const auto all = of.suppressed.list(query_member(r.query, "after"), suppressed_at_once);
  if (!all) return refusal(all.error());
  http::json_writer out;
  out.begin_array();
  for (const auto& one : *all) {
    out.begin_object();
    out.member("digest", one.digest);
    out.member("reason", one.reason);
    out.end_object();
  }
  out.end_array();
  return http::json_response(200, std::move(out).text());
}

// Changes nothing, but an address has no place in a URL.
http::response look_up_suppressed(const mail_view& of, const http::request& r) {
  const auto address = address_in(r.body);
  if (!address) return refusal(address.error());
  const auto digest = of.digests.of(*address);
  const auto reason = of.suppressed.find(digest);
  if (!reason) return refusal(reason.error());
  http::json_writer out;
  out.begin_object();
  out.member("digest", digest);
  out.member("suppressed", reason->has_value());
  out.member("reason", reason->value_or(""));
  out.end_object();
  return http::json_response(200, std::move(out).text());
}

/// The act names the digest: an address must not stand in the log.
http::response change_suppressed(const mail_view& of, const http::request& r, bool add) {
  const auto address = address_in(r.body);
  if (!address) return refusal(address.error());
  const auto digest = of.digests.of(*address);
  return carry_out(of.own, r, add ? "mail suppress add" : "mail suppress remove", digest, [&] {
    return awaited<void>([&](completion<void> done) {
      std::vector<campaign::event> events;
      if (add)
        events.emplace_back(campaign::address_suppressed{.address = digest, .reason = "by_staff"});
      else
        events.emplace_back(campaign::address_released{.address = digest});
      of.own.append(std::move(events), std::move(done));
    });
  });
}

std::string_view name_of(mail::delivery::fate what) {
  switch (what) {
    case mail::delivery::fate::accepted:
      return "accepted";
    case mail::delivery::fate::deferred:
      return "deferred";
    case mail::delivery::fate::failed:
      return "failed";
    case mail::delivery::fate::in_doubt:
      return "in_doubt";
  }
  return {};
}

http::response test_send(const mail_view& of, const http::request& r) {
  const auto address = address_in(r.body);
  if (!address) return refusal(address.error());
  const auto digest = of.digests.of(*address);
  return carry_out(
      of.own, r,
      {.act = "mail test-send", .subject = digest, .run = [&](const http::json_object&) {
         campaign::event_id id;
         campaign::fill_random(id, of.random);
         auto letter = of.write_test(id, *address);
         if (!letter) return refusal(letter.error());
         const auto fate = awaited<mail::delivery>([&](completion<mail::delivery> done) {
           of.relay.deliver(
               {.letter = id, .from = letter->from, .to = *address}, std::move(letter->message),
               [done = std::move(done)](mail::delivery d) mutable { done(std::move(d)); });
         });
         http::json_writer out;
         out.begin_object();
         out.member("relay", of.relay_name);
         out.member("fate", name_of(fate->what));
         out.member("queue_id", fate->queue_id);
         out.member("code", fate->code);
         out.member("text", fate->text);
         out.end_object();
         return http::json_response(200, std::move(out).text());
       }});
}

result<campaign::returned_letter> report_in(std::string_view body) {
  const auto asked = http::json_object::parse(body);
  if (!asked) return std::unexpected(asked.error());
  const auto report = asked->text("report");
  if (!report) return std::unexpected(report.error());
  const auto read = mail::read_report(*report);
  if (!read) return std::unexpected(read.error());
  return returned_letter_of(*read);
}

http::response take_report(const mail_view& of, const http::request& r) {
  auto told = report_in(r.body);
  if (!told) return refusal(told.error());
  const auto letter = told->letter.hex();
  return carry_out(of.own, r, "mail bounces", letter, [&] {
    return awaited<void>(
        [&](completion<void> done) { of.returns.report(*std::move(told), std::move(done)); });
  });
}

http::admin_route get(std::string pattern, const mail_view& view,
                      http::response (*run)(const mail_view&, const http::request&)) {
  return {.verb = http::method::get,
          .pattern = std::move(pattern),
          .run = [&view, run](const http::request& r) { return run(view, r); }};
}

http::admin_route post(std::string pattern, const mail_view& view,
                       http::response (*run)(const mail_view&, const http::request&)) {
  auto route = get(std::move(pattern), view, run);
  route.verb = http::method::post;
  return route;
}

}  // namespace

campaign::returned_letter returned_letter_of(const mail::bounce& b) {
  using kind = campaign::returned_letter::kind;
  auto what = kind::soft;
  if (b.what == mail::bounce::kind::hard) what = kind::hard;
  if (b.what == mail::bounce::kind::complaint) what = kind::complaint;
  return {.letter = b.letter, .what = what, .code = b.code};
}

std::vector<http::admin_route> mail_routes(const mail_view& view) {
  auto all = outbox_pages(view.outbox);
  std::vector<http::admin_route> own;
  own.push_back(get("/admin/v1/mail/queue", view, show_queue));
  own.push_back(get("/admin/v1/mail/letters/{letter}", view, show_letter));
  own.push_back(post("/admin/v1/mail/letters/{letter}/retry", view, retry_letter));
  own.push_back(post("/admin/v1/mail/letters/{letter}/drop", view, drop_letter));
  own.push_back(post("/admin/v1/mail/retry-in-doubt", view, retry_in_doubt));
  own.push_back(get("/admin/v1/mail/suppressed", view, list_suppressed));
  own.push_back(post("/admin/v1/mail/suppressed/look-up", view, look_up_suppressed));
  own.push_back(post(
      "/admin/v1/mail/suppressed/add", view,
      [](const mail_view& v, const http::request& r) { return change_suppressed(v, r, true); }));
  own.push_back(post(
      "/admin/v1/mail/suppressed/remove", view,
      [](const mail_view& v, const http::request& r) { return change_suppressed(v, r, false); }));
  own.push_back(post("/admin/v1/mail/test-send", view, test_send));
  own.push_back(post("/admin/v1/mail/bounces", view, take_report));
  std::ranges::move(own, std::back_inserter(all));
  return all;
}

}  // namespace chant::app
