// /s/{share}: the page of an artwork and its three pictures.
#include "base/sha256.hpp"
#include "campaign/layout.hpp"
#include "http/cache_rules.hpp"
#include "http/content.hpp"
#include "http/fan_site.hpp"
#include "http/problem.hpp"
#include "http/security_headers.hpp"
#include "http/share_page.hpp"

#include <fmt/format.h>

namespace chant::http {

namespace {

using site_ptr = std::shared_ptr<const fan_site>;

std::string page_fields(const fan_site& site) {
  return std::string(
             "Content-Type: text/html; charset=utf-8\r\n"
             "X-Robots-Tag: noindex\r\n")
      .append(keep_an_hour_at_the_edge)
      .append(page_security_for(site.upload_url));
}

// Networks show the pictures within pages of their own.
const std::string picture_fields = std::string(
                                       "Content-Type: image/jpeg\r\n"
                                       "X-Robots-Tag: noindex\r\n"
                                       "Cross-Origin-Resource-Policy: cross-origin\r\n"
                                       "X-Content-Type-Options: nosniff\r\n")
                                       .append(keep_a_day);

/// Answers where there are no artworks: with the site's own pages for people, else a problem.
void answer_missing(exchange& to, const fan_site& site, const error& e) {
  const auto now = site.pages->get();  // kept until the answer is written
  if (e.kind == errc::gone) return to.answer(now->files->page(to.asked(), 410, "/410"));
  if (e.kind == errc::not_found) return to.answer(now->files->page(to.asked(), 404, "/404"));
  auto plain = problem(e);
  to.answer(plain.status == 503 ? now->files->unavailable(to.asked(), std::move(plain))
                                : std::move(plain));
}

error unknown_share() {
  return {errc::not_found, "share_unknown", "There is no artwork under this address.", ""};
}

std::string site_url(const site& pages, const std::string& base, const std::string& language) {
  const auto home = "/" + language + "/";
  return base + (pages.files->bytes_of(home).empty() ? "/" : home);
}

std::string value_of(const fan_site& site, const http::site& pages, const campaign::exhibit& shown,
                     const std::string& base, std::string_view name) {
  const auto page = base + "/s/" + campaign::to_text(shown.share);
  const auto* team = site.terms.catalogue.find_team(shown.team);
  const std::string_view team_name = team == nullptr
                                         ? std::string_view(shown.team)
                                         : site.terms.catalogue.name_of(*team, shown.language);
  const campaign::text_values values{
      {"name", shown.name}, {"team", team_name}, {"artist", site.artist}, {"song", site.song}};
  const auto text = [&](std::string_view key) {
    return campaign::fill(site.texts.find(shown.language, key), values);
  };
  if (name.starts_with("t:")) return text(name.substr(2));
  if (name == "lang") return shown.language;
  if (name == "dir") return std::string(campaign::direction_of(shown.language));
  if (name == "locale") return std::string(locale_of(shown.language));
  if (name == "title") return text("share.title");
  if (name == "description") return text("share.description");
  if (name == "share_url") return page;
  if (name == "site_url") return site_url(pages, base, shown.language);
  if (name == "cover_url") return page + "/cover.jpg";
  if (name == "facebook_url") return page + "/facebook.jpg";
  if (name == "twitter_url") return page + "/twitter.jpg";
  return std::string(values.at(name));
}

/// `fields` outlive the answer.
void answer_page(exchange& to, const fan_site& site, const campaign::exhibit& shown,
                 std::string_view fields) {
  const auto& r = to.asked();
  const auto pages = site.pages->get();
  const auto base = base_url(site, r);
  auto html = pages->share.fill(
      [&](std::string_view name) { return value_of(site, *pages, shown, base, name); });
  const auto etag = fmt::format("\"{}\"", sha256({html, fields}).hex().substr(0, 24));
  rope body;
  body.append(std::move(html));
  to.answer(content(r, fields, etag, body));
}

handler page_handler(const site_ptr& site) {
  const auto fields = std::make_shared<const std::string>(page_fields(*site));
  return [site, fields](exchange& e) {
    const auto share = campaign::parse_share_id(e.asked().parameters[0]);
    if (!share) return answer_missing(e, *site, unknown_share());
    site->gallery.find(*share,
                       answer_later<campaign::exhibit>(
                           e, [site, fields](exchange& back, result<campaign::exhibit> found) {
                             if (!found) return answer_missing(back, *site, found.error());
                             answer_page(back, *site, *found, *fields);
                           }));
  };
}

/// The layout of "cover.jpg"; nothing for any other name.
std::optional<campaign::layout> layout_of(std::string_view file) {
  constexpr std::string_view ending = ".jpg";
  if (!file.ends_with(ending)) return std::nullopt;
  return campaign::parse_layout(file.substr(0, file.size() - ending.size()));
}

handler picture_handler(const site_ptr& site) {
  return [site](exchange& e) {
    const auto share = campaign::parse_share_id(e.asked().parameters[0]);
    const auto which = layout_of(e.asked().parameters[1]);
    if (!share || !which) return answer_missing(e, *site, unknown_share());
    site->gallery.draw(
        *share, *which,
        answer_later<campaign::picture>(e, [site](exchange& back, result<campaign::picture> p) {
          if (!p) return answer_missing(back, *site, p.error());
          const auto etag = fmt::format("\"{}\"", p->etag);
          back.answer(content(back.asked(), picture_fields, etag, p->jpeg));
        }));
  };
}

}  // namespace

std::vector<route> share_routes(const site_ptr& site) {
  std::vector<route> routes(2);
  routes[0] = {.name = "share", .pattern = "/s/{share}"};
  routes[0].endpoints.push_back({.deferring = true, .run = page_handler(site)});
  routes[1] = {.name = "picture", .pattern = "/s/{share}/{picture}"};
  routes[1].endpoints.push_back({.deferring = true, .run = picture_handler(site)});
  return routes;
}

}  // namespace chant::http
