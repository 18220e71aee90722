#include "mail/letter_body.hpp"

#include "base/markup.hpp"

#include <fmt/format.h>

#include <map>

namespace chant::mail {
namespace {

// Tables and inline styles: what mail programs of the last twenty years agree on. Dark by design,
// and declared so, or some of them would invert it.
constexpr std::string_view frame = R"(<!doctype html>
<html lang="{lang}" dir="{dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<meta name="supported-color-schemes" content="dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:0;background-color:#0b0a10" bgcolor="#0b0a10">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">{preheader}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#0b0a10" dir="{dir}">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:560px">
<tr><td align="{start}" style="padding:0 0 28px;font:800 22px/1.2 {font};letter-spacing:3px;color:#ffffff">{artist}</td></tr>
<tr><td align="{start}" style="padding:0 0 16px;font:800 32px/1.15 {font};color:#ffffff">{greeting}</td></tr>
<tr><td align="{start}" style="padding:0 0 12px;font:400 17px/1.6 {font};color:#d9d5e3">{body}</td></tr>
<tr><td align="{start}" style="padding:0 0 24px;font:400 17px/1.6 {font};color:#d9d5e3">{body_next}</td></tr>
{picture}<tr><td align="{start}" style="padding:8px 0 36px">
<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td bgcolor="#ff4d2e" style="border-radius:999px"><a href="{url}" style="display:inline-block;padding:16px 32px;font:800 17px/1 {font};color:#160503;text-decoration:none">{button}</a></td>
</tr></table></td></tr>
<tr><td align="{start}" style="padding:20px 0 0;border-top:1px solid #2b2836;font:400 13px/1.6 {font};color:#8f8a9e">{footer}{unsubscribe}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
)";

constexpr std::string_view picture_row =
    R"(<tr><td style="padding:0 0 8px"><a href="{url}"><img src="cid:{picture_id}" width="560" alt="{alt}" style="display:block;width:100%;max-width:560px;height:auto;border:0;border-radius:6px;color:#ffffff"></a></td></tr>
<tr><td align="{start}" style="padding:0 0 24px;font:400 14px/1.5 {font};color:#8f8a9e">{caption}</td></tr>
)";

constexpr std::string_view font = "Inter,'Helvetica Neue',Helvetica,Arial,sans-serif";

std::string isolated(std::string_view text) { return "<bdi>" + markup_text(text) + "</bdi>"; }

// A greeting is to the person the letter goes to, everything else is about the name on the cover.
std::string_view name_for(const letter_order& order, std::string_view key) {
  if (key.starts_with("greeting")) return order.to_name;
  return order.cover ? std::string_view(order.cover->name) : std::string_view(order.to_name);
}

std::string unsubscribe_link(const letter_order& order, const letter_words& words) {
  if (order.unsubscribe_url.empty()) return {};
  return fmt::format("<br><a href=\"{}\" style=\"color:#8f8a9e\">{}</a>",
                     markup_text(order.unsubscribe_url), words.html("unsubscribe"));
}

}  // namespace

letter_words::letter_words(const letter_order& order, const campaign::texts& texts)
    : order_(order), texts_(texts) {}

std::string_view letter_words::find(std::string_view key) const {
  return texts_.find(order_.language, fmt::format("letter.welcome.{}", key));
}

std::string_view letter_words::greeting() const {
  return order_.to_name.empty() ? "greeting_unnamed" : "greeting";
}

campaign::text_values letter_words::values_for(std::string_view key) const {
  return {{"name", name_for(order_, key)},
          {"team", order_.cover ? std::string_view(order_.cover->team) : std::string_view()},
          {"artist", order_.artist},
          {"song", order_.song}};
}

std::string letter_words::plain(std::string_view key) const {
  return campaign::fill(find(key), values_for(key));
}

std::string letter_words::html(std::string_view key) const {
  std::map<std::string_view, std::string> safe;
  campaign::text_values values;
  for (const auto& [placeholder, value] : values_for(key))
    values[placeholder] = safe[placeholder] = isolated(value);
  return campaign::fill(markup_text(find(key)), values);
}

std::string letter_words::attribute(std::string_view key) const { return markup_text(plain(key)); }

std::string plain_body(const letter_order& order, const letter_words& words) {
  std::string out = words.plain(words.greeting()) + "\n\n" + words.plain("body") + "\n\n";
  if (order.cover) {
    out += words.plain("body_artwork") + "\n\n" + words.plain("button") + ":\n";
    out += order.cover->share_url;
  } else {
    out += words.plain("body_invite") + "\n\n" + words.plain("button_invite") + ":\n";
    out += order.site_url;
  }
  out += "\n\n-- \n" + words.plain("footer") + "\n";
  if (!order.unsubscribe_url.empty())
    out += words.plain("unsubscribe") + ": " + order.unsubscribe_url + "\n";
  return out;
}

std::string html_body(const letter_order& order, const letter_words& words,
                      std::string_view picture_id) {
  const auto direction = campaign::direction_of(order.language);
  const std::string_view start = direction == "rtl" ? "right" : "left";
  const auto url = markup_text(order.cover ? order.cover->share_url : order.site_url);
  const auto alt = words.attribute("artwork_alt");
  const auto caption = words.html("artwork_caption");
  const auto picture = order.cover ? campaign::fill(picture_row, {{"url", url},
                                                                  {"picture_id", picture_id},
                                                                  {"alt", alt},
                                                                  {"start", start},
                                                                  {"font", font},
                                                                  {"caption", caption}})
                                   : std::string();
  const auto language = markup_text(order.language);
  const auto subject = words.attribute("subject");
  const auto preheader = words.html("preheader");
  const auto artist = isolated(order.artist);
  const auto greeting = words.html(words.greeting());
  const auto body = words.html("body");
  const auto body_next = words.html(order.cover ? "body_artwork" : "body_invite");
  const auto button = words.html(order.cover ? "button" : "button_invite");
  const auto footer = words.html("footer");
  const auto unsubscribe = unsubscribe_link(order, words);
  return campaign::fill(frame, {{"lang", language},
                                {"dir", direction},
                                {"start", start},
                                {"font", font},
                                {"subject", subject},
                                {"preheader", preheader},
                                {"artist", artist},
                                {"greeting", greeting},
                                {"body", body},
                                {"body_next", body_next},
                                {"picture", picture},
                                {"url", url},
                                {"button", button},
                                {"footer", footer},
                                {"unsubscribe", unsubscribe}});
}

}  // namespace chant::mail
