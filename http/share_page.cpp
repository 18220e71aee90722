#include "http/share_page.hpp"

#include "base/markup.hpp"

#include <algorithm>

namespace chant::http {

namespace {

constexpr std::array<std::string_view, 14> known{
    "lang",   "dir",  "locale",    "title",    "description", "name",         "team",
    "artist", "song", "share_url", "site_url", "cover_url",   "facebook_url", "twitter_url"};

struct locale {
  std::string_view language;
  std::string_view name;
};
constexpr std::array locales{
    locale{"en", "en_GB"}, locale{"fr", "fr_FR"},      locale{"de", "de_DE"},
    locale{"es", "es_ES"}, locale{"it", "it_IT"},      locale{"pt", "pt_PT"},
    locale{"pl", "pl_PL"}, locale{"tr", "tr_TR"},      locale{"ru", "ru_RU"},
    locale{"ja", "ja_JP"}, locale{"ar", "ar_AR"},      locale{"he", "he_IL"},
    locale{"ko", "ko_KR"}, locale{"zh-Hans", "zh_CN"}, locale{"zh-Hant", "zh_TW"}};

error invalid(std::string detail) {
  return {errc::invalid_config, "share_template_invalid", std::move(detail), "site"};
}

}  // namespace

result<share_page> share_page::parse(std::string_view html) {
  share_page page;
  while (!html.empty()) {
    const auto open = html.find("{{");
    if (open == html.npos) {
      page.parts_.push_back({std::string(html), ""});
      break;
    }
    const auto close = html.find("}}", open);
    if (close == html.npos)
      return std::unexpected(invalid("A placeholder of share.html is not closed."));
    const auto name = html.substr(open + 2, close - open - 2);
    if (!name.starts_with("t:") && std::ranges::find(known, name) == known.end())
      return std::unexpected(
          invalid("share.html has an unknown placeholder: " + std::string(name)));
    page.parts_.push_back({std::string(html.substr(0, open)), std::string(name)});
    html.remove_prefix(close + 2);
  }
  return page;
}

std::string share_page::fill(
    const std::function<std::string(std::string_view name)>& value_of) const {
  std::string out;
  for (const auto& p : parts_) {
    out += p.literal;
    if (!p.placeholder.empty()) append_markup_text(out, value_of(p.placeholder));
  }
  return out;
}

std::string_view locale_of(std::string_view language) {
  const auto* at = std::ranges::find(locales, language, &locale::language);
  return at == locales.end() ? language : at->name;
}

}  // namespace chant::http
