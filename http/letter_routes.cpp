// /unsubscribe, /confirm and /erase: what the links of a letter lead to. GET asks and changes
// nothing, for scanners of mail follow every link; POST does it, from the page or at once (RFC
// 8058).
#include "http/accept_language.hpp"
#include "http/fan_site.hpp"
#include "http/problem.hpp"
#include "http/site_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chant::http {

namespace {

using campaign::letter_act;
using campaign::letter_permit;
using site_ptr = std::shared_ptr<const fan_site>;

constexpr std::string_view plain_fields =
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n";

/// What a link's reader sees: a page of the site, by its name.
struct sight {
  unsigned status;
  std::string_view page;
};

constexpr sight unsubscribed{200, "unsubscribed"};
constexpr sight confirmed{200, "confirmed"};
constexpr sight erased{200, "erased"};
constexpr sight gone{410, "erased"};
constexpr sight expired{410, "expired"};
constexpr sight unknown{404, "unknown"};

/// Programs read the page's name, or a problem.
response plain_answer(const sight& s) {
  if (s.status >= 400)
    return problem(s.status, s.status == 410 ? "gone" : "link_unknown",
                   "The link permits nothing, or nothing any more.");
  response r;
  r.status = s.status;
  r.prepared = plain_fields;
  r.text = std::string(s.page).append("\n");
  return r;
}

void show(exchange& to, const fan_site& site, std::string_view language, const sight& s) {
  const auto now = site.pages->get();
  to.answer(now->files->page_in(language, to.asked(), plain_answer(s),
                                std::string(letter_pages_path).append(s.page)));
}

/// Trouble of ours, with a page that says so to those who read pages.
void show(exchange& to, const fan_site& site, std::string_view language, const error& e) {
  const auto now = site.pages->get();
  auto plain = problem(e);
  to.answer(plain.status == 503
                ? now->files->page_in(language, to.asked(), std::move(plain), "/503")
                : std::move(plain));
}

/// The first of the browser's languages that the campaign speaks ("fr" for "fr-CA", "zh-Hans" for
/// "zh"), else the campaign's first: for links that say nothing of their reader.
std::string_view language_of(const fan_site& site, const request& r) {
  const auto& spoken = site.terms.catalogue.languages;
  const auto primary = [](std::string_view tag) { return tag.substr(0, tag.find('-')); };
  for (const auto& wanted : preferred_languages(r[header::accept_language])) {
    if (site.terms.catalogue.speaks(wanted)) return *std::ranges::find(spoken, wanted);
    const auto near = std::ranges::find_if(
        spoken, [&](const std::string& tag) { return primary(tag) == primary(wanted); });
    if (near != spoken.end()) return *near;
  }
  return spoken.front();
}

bool is_over(const letter_permit& permit, const fan_site& site) {
  return permit.expires && *permit.expires <= site.time.now();
}

bool is_nobody(const error& e) { return e.kind == errc::gone || e.kind == errc::not_found; }

/// A letter that a later one has replaced: its address may have been somebody else's, whom nothing
/// but their own address concerns.
bool is_replaced(const letter_permit& permit, const campaign::session& fan) {
  const auto newest = std::ranges::find(fan.letters.rbegin(), fan.letters.rend(), "welcome",
                                        &campaign::letter::kind);
  return newest != fan.letters.rend() && newest->asked_by != permit.letter;
}

sight confirm_sight(const letter_permit& permit, const campaign::session& fan) {
  using state = campaign::subscriber::state;
  if (!fan.subscribed || !confirms(*fan.subscribed, permit.letter)) return expired;
  if (fan.subscribed->status == state::pending) return {200, "confirm"};
  return fan.subscribed->status == state::confirmed ? confirmed : expired;
}

/// What GET shows, by what became of the fan.
sight question(const letter_permit& permit, const campaign::session& fan) {
  switch (permit.act) {
    case letter_act::unsubscribe: {
      const bool written_to =
          fan.subscribed && fan.subscribed->status != campaign::subscriber::state::removed;
      return written_to ? sight{200, "unsubscribe"} : unsubscribed;
    }
    case letter_act::confirm:
      return confirm_sight(permit, fan);
    case letter_act::erase:
      if (fan.erased) return gone;
      return is_replaced(permit, fan) ? expired : sight{200, "erase"};
  }
  return unknown;
}

/// The same where there is no such fan any more.
sight question_of_nobody(letter_act act) {
  if (act == letter_act::unsubscribe) return unsubscribed;
  return act == letter_act::erase ? gone : expired;
}

campaign::command command_of(const letter_permit& permit) {
  switch (permit.act) {
    case letter_act::unsubscribe:
      return campaign::unsubscribe{.reason = "by_link"};
    case letter_act::confirm:
      return campaign::confirm_subscription{.asked_by = permit.letter};
    case letter_act::erase:
      break;
  }
  return campaign::erase{.reason = "by_fan"};
}

/// What POST shows when it is done, or was done before.
sight done(letter_act act) {
  if (act == letter_act::unsubscribe) return unsubscribed;
  return act == letter_act::confirm ? confirmed : erased;
}

void carry_out(exchange& e, const site_ptr& site, const letter_permit& permit) {
  site->service.submit(
      permit.session, command_of(permit),
      answer_later<campaign::outcome>(
          e, [site, permit](exchange& back, result<campaign::outcome> carried) {
            if (carried) return show(back, *site, permit.language, done(permit.act));
            const auto& why = carried.error();
            if (permit.act == letter_act::confirm && (is_nobody(why) || why.kind == errc::refused))
              return show(back, *site, permit.language, expired);
            if (is_nobody(why)) return show(back, *site, permit.language, done(permit.act));
            show(back, *site, permit.language, why);
          }));
}

/// Calls `then(exchange, site, permit)` for a link that was made here and still holds; shows what
/// is wrong with any other.
template <class Then>
handler permitted(const site_ptr& site, letter_act act, Then then) {
  return [site, act, then](exchange& e) {
    const auto permit = site->permits.open(act, e.asked().parameters[0]);
    if (!permit) return show(e, *site, language_of(*site, e.asked()), unknown);
    if (is_over(*permit, *site)) return show(e, *site, permit->language, expired);
    then(e, site, *permit);
  };
}

/// Asks what became of the fan, and calls `then(exchange, site, permit, what GET would show)`.
template <class Then>
void look(exchange& e, const site_ptr& site, const letter_permit& permit, Then then) {
  site->service.view(permit.session,
                     answer_later<campaign::session>(
                         e, [site, permit, then](exchange& back, result<campaign::session> fan) {
                           if (!fan && !is_nobody(fan.error()))
                             return show(back, *site, permit.language, fan.error());
                           then(back, site, permit,
                                fan ? question(permit, *fan) : question_of_nobody(permit.act));
                         }));
}

void ask(exchange& e, const site_ptr& site, const letter_permit& permit) {
  look(e, site, permit,
       [](exchange& back, const site_ptr& at, const letter_permit& by, const sight& s) {
         show(back, *at, by.language, s);
       });
}

/// An erase cannot be undone: not by a letter that was replaced.
void act(exchange& e, const site_ptr& site, const letter_permit& permit) {
  if (permit.act != letter_act::erase) return carry_out(e, site, permit);
  look(e, site, permit,
       [](exchange& back, const site_ptr& at, const letter_permit& by, const sight& s) {
         if (s.page == "erase") return carry_out(back, at, by);
         show(back, *at, by.language, s.page == gone.page ? erased : s);
       });
}

/// Unsubscribing counts against nobody's rate: mail providers do it for all their users from few
/// addresses, and only for links that open.
route letter_route(const site_ptr& site, letter_act what, std::string name) {
  const bool limited = what != letter_act::unsubscribe;
  route r{.name = name, .pattern = "/" + name + "/{permit}"};
  r.endpoints.push_back({.verb = method::get,
                         .limited = limited,
                         .deferring = true,
                         .run = permitted(site, what, ask)});
  r.endpoints.push_back({.verb = method::post,
                         .limited = limited,
                         .deferring = true,
                         .run = permitted(site, what, act)});
  return r;
}

}  // namespace

std::vector<route> letter_routes(const site_ptr& site) {
  return {letter_route(site, letter_act::unsubscribe, "unsubscribe"),
          letter_route(site, letter_act::confirm, "confirm"),
          letter_route(site, letter_act::erase, "erase")};
}

}  // namespace chant::http
