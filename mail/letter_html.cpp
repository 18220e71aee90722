#include "base/markup.hpp"
#include "mail/letter_body.hpp"
#include "mail/letter_outline.hpp"

#include <fmt/format.h>

#include <map>

namespace chant::mail {
namespace {

// Tables and inline styles are what mail programs of the last twenty years agree on; the style
// element is for those that know more: a dark page at night, a full-width button on a phone. Word,
// in which Outlook shows letters, takes widths from its own table and no face that is not
// installed.
constexpr std::string_view frame = R"(<!doctype html>
<html lang="{lang}" dir="{dir}" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="x-apple-disable-message-reformatting">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><style>h1,p,td,a{font-family:Arial,sans-serif!important}</style><![endif]-->
<style>{style}</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:{ground}" bgcolor="{ground}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;opacity:0">{preheader}{filler}</div>
<div role="article" aria-label="{subject}" lang="{lang}" dir="{dir}">
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="{ground}" dir="{dir}" style="background-color:{ground}">
<tr><td class="edge" align="center" style="padding:36px 20px 44px">
<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td align="{start}" style="padding:0 0 30px">
<p class="ink" style="margin:0;font:800 20px/1.3 {font};color:{ink}"><span style="letter-spacing:4px">{artist}</span>&ensp;<span class="soft" style="font-weight:400;font-size:15px;color:{soft}">{song}</span></p>
</td></tr>
<tr><td align="{start}" style="padding:0 0 22px">
<h1 class="ink title" style="margin:0;font:800 {large}/{tight} {font};letter-spacing:{squeeze};color:{ink}">{title}</h1>
</td></tr>
<tr><td align="{start}" style="padding:0 0 28px">
<p class="ink" style="margin:0 0 10px;font:400 17px/{loose} {font};color:{ink}">{greeting}</p>
<p class="ink" style="margin:0;font:400 17px/{loose} {font};color:{ink}">{body}</p>
</td></tr>
{picture}{after}<tr><td align="{start}" style="padding:0 0 40px">
<table role="presentation" class="wide" cellpadding="0" cellspacing="0" border="0"><tr>
<td align="center" bgcolor="{hot}" style="background-color:{hot};border-radius:999px;mso-padding-alt:18px 36px"><a href="{url}" class="press" style="display:inline-block;padding:18px 36px;border-radius:999px;background-color:{hot};font:800 18px/1.2 {font};color:{on_hot};text-decoration:none">{button}</a></td>
</tr></table></td></tr>
{note}<tr><td class="rule" align="{start}" style="padding:22px 0 0;border-top:1px solid {line}">
{why}{links}{imprint}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</div>
</body>
</html>
)";

constexpr std::string_view picture_row = R"(<tr><td style="padding:0 0 26px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="{plate}" style="background-color:{plate};border-radius:6px"><a href="{url}" style="color:{on_plate};text-decoration:none"><img src="cid:{picture_id}" width="560" alt="{alt}" style="display:block;width:100%;max-width:560px;height:auto;border:0;border-radius:6px;font:700 20px/1.4 {font};color:{on_plate}"></a></td></tr></table>
</td></tr>
)";

constexpr std::string_view paragraph_row = R"(<tr><td align="{start}" style="padding:0 0 26px">
<p class="ink" style="margin:0;font:400 17px/{loose} {font};color:{ink}">{text}</p>
</td></tr>
)";

constexpr std::string_view note_row = R"(<tr><td align="{start}" style="padding:0 0 32px">
<p class="soft" style="margin:0;font:400 15px/{loose} {font};color:{soft}">{text}</p>
</td></tr>
)";

constexpr std::string_view why_line =
    R"(<p class="soft" style="margin:0;font:400 14px/{loose} {font};color:{soft}">{text}</p>
)";

constexpr std::string_view footer_line =
    R"(<p class="soft" style="margin:4px 0 0;font:400 14px/20px {font};color:{soft}">{text}</p>
)";

// Each a finger's height: 20 of line and 12 above and below. Word knows no padding here, hence the
// space.
constexpr std::string_view link_item =
    R"(<a href="{url}" class="soft" style="display:inline-block;padding:{beside};font:400 14px/20px {font};color:{soft};text-decoration:underline">{text}</a>&ensp; )";

constexpr std::string_view night =
    R"(:root{{color-scheme:light dark}}:lang(ja){{word-break:auto-phrase}}
@media (prefers-color-scheme:dark){{.ground{{background-color:{0}!important}}.ink{{color:{1}!important}}.soft{{color:{2}!important}}.rule{{border-color:{3}!important}}}}
[data-ogsb] .ground{{background-color:{0}!important}}[data-ogsc] .ink{{color:{1}!important}}[data-ogsc] .soft{{color:{2}!important}}
@media (max-width:480px){{.edge{{padding:28px 20px 36px!important}}.title{{font-size:{4}!important}}.wide{{width:100%!important}}.press{{display:block!important}}}})";

/// What differs between scripts: faces that are there, and how close letters may stand.
struct setting {
  std::string_view font;
  std::string_view large;  ///< a title …
  std::string_view small;  ///< … and on a phone
  std::string_view tight;
  std::string_view loose;
  std::string_view squeeze;
};

setting setting_of(std::string_view language) {
  const auto primary = language.substr(0, language.find('-'));
  if (primary == "ja")
    return {"Inter,'Hiragino Sans','Yu Gothic',Meiryo,'Noto Sans JP',sans-serif",
            "40px",
            "30px",
            "1.3",
            "1.75",
            "0"};
  if (primary == "zh")
    return {"Inter,'PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif",
            "40px",
            "32px",
            "1.3",
            "1.75",
            "0"};
  if (campaign::direction_of(language) == "rtl")
    return {"Inter,'Geeza Pro','Segoe UI',Tahoma,'Noto Sans Arabic',sans-serif",
            "42px",
            "34px",
            "1.3",
            "1.8",
            "0"};
  return {
      "Inter,'Helvetica Neue',Helvetica,Arial,sans-serif", "44px", "36px", "1.06", "1.6", "-1px"};
}

/// Invisible and wide: or the inbox would show, after the preheader, how the letter begins.
std::string filler() {
  std::string out;
  for (int i = 0; i < 60; ++i) out += "&#847;&zwnj;&nbsp;";
  return out;
}

/// The values that a letter's rows have in common; the strings they point to live in it.
class sheet {
 public:
  explicit sheet(const letter_order& order)
      : setting_(setting_of(order.language)),
        paint_(by_day(order.colours)),
        language_(markup_text(order.language)) {
    const auto direction = campaign::direction_of(order.language);
    values_ = {{"lang", language_},
               {"dir", direction},
               {"start", direction == "rtl" ? "right" : "left"},
               {"beside", direction == "rtl" ? "12px 0 12px 10px" : "12px 10px 12px 0"},
               {"font", setting_.font},
               {"large", setting_.large},
               {"tight", setting_.tight},
               {"loose", setting_.loose},
               {"squeeze", setting_.squeeze},
               {"ground", paint_.ground},
               {"ink", paint_.ink},
               {"soft", paint_.soft},
               {"line", paint_.line},
               {"hot", order.colours.hot},
               {"on_hot", order.colours.on_hot},
               {"plate", order.colours.ground},
               {"on_plate", order.colours.ink}};
  }
  sheet(const sheet&) = delete;
  sheet& operator=(const sheet&) = delete;

  [[nodiscard]] std::string fill(std::string_view row, const campaign::text_values& more) const {
    auto values = values_;
    values.insert(more.begin(), more.end());
    return campaign::fill(row, values);
  }

 private:
  const setting setting_;
  const letter_paint paint_;
  const std::string language_;
  campaign::text_values values_;
};

std::string picture_of(const letter_order& order, const letter_words& words, const sheet& on,
                       std::string_view picture_id) {
  const auto* cover = shown_cover(order);
  if (cover == nullptr) return {};
  const auto url = markup_text(cover->share_url);
  const auto alt = words.attribute("artwork_alt");
  return on.fill(picture_row, {{"url", url}, {"picture_id", picture_id}, {"alt", alt}});
}

std::string links_of(const letter_order& order, const letter_words& words, const sheet& on) {
  std::string all;
  for (const auto& link : footer_links(order)) {
    const auto url = markup_text(link.url);
    const auto text = words.html(link.words);
    all += on.fill(link_item, {{"url", url}, {"text", text}});
  }
  return all;
}

}  // namespace

std::string html_body(const letter_order& order, const letter_words& words,
                      std::string_view picture_id) {
  const sheet on(order);
  const auto row = [&](std::string_view shape, const std::string& text) {
    return text.empty() ? text : on.fill(shape, {{"text", text}});
  };
  const auto paragraph = [&](std::string_view key) {
    return key.empty() ? std::string() : words.html(key);
  };
  const auto dark = by_night(order.colours);
  const auto paragraphs = paragraphs_of(order);
  const auto action = action_of(order);
  const std::map<std::string_view, std::string> made{
      {"style", fmt::format(night, dark.ground, dark.ink, dark.soft, dark.line,
                            setting_of(order.language).small)},
      {"subject", words.attribute("subject")},
      {"preheader", words.html("preheader")},
      {"filler", filler()},
      {"artist", isolated(order.artist)},
      {"song", isolated(order.song)},
      {"title", words.html("title")},
      {"greeting", words.html(words.greeting())},
      {"body", words.html(paragraphs.body)},
      {"picture", picture_of(order, words, on, picture_id)},
      {"after", row(paragraph_row, paragraph(paragraphs.before_action))},
      {"url", markup_text(action.url)},
      {"button", words.html(action.words)},
      {"note", row(note_row, paragraph(paragraphs.note))},
      {"why", row(why_line, paragraph(paragraphs.why))},
      {"links", row(footer_line, links_of(order, words, on))},
      {"imprint", row(footer_line, order.imprint.empty() ? "" : isolated(order.imprint))}};
  return on.fill(frame, {made.begin(), made.end()});
}

}  // namespace chant::mail
