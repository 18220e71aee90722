#include "http/preview_marks.hpp"

#include "base/markup.hpp"

#include <algorithm>
#include <string>

namespace chant::http {

namespace {

constexpr std::size_t most_label_bytes = 60;

constexpr std::string_view style_link = R"(<link rel="stylesheet" href="/stage.css">)";

// A tab on the upper edge, where no page has anything; clicks go through it.
constexpr std::string_view style = R"(.stage-banner {
  position: fixed;
  top: 0;
  left: 50%;
  z-index: 2147483647;
  max-width: calc(100vw - 1rem);
  box-sizing: border-box;
  padding: 0.125rem 0.625rem;
  overflow: hidden;
  border-radius: 0 0 0.5rem 0.5rem;
  background: #ffd95e;
  color: #1b1b1f;
  font: 600 0.6875rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
  text-overflow: ellipsis;
  white-space: nowrap;
  transform: translateX(-50%);
  pointer-events: none;
}
@media print {
  .stage-banner {
    display: none;
  }
}
)";

constexpr std::string_view robots = "User-agent: *\nDisallow: /\n";

/// Cut between characters of UTF-8, escaped, and without what a share page's template would take
/// for a placeholder.
std::string label(std::string_view text) {
  auto end = std::min(text.size(), most_label_bytes);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  std::string escaped;
  for (const char c : markup_text(text.substr(0, end))) {
    if (c == '{' || c == '}')
      escaped += c == '{' ? "&#123;" : "&#125;";
    else
      escaped += c;
  }
  return escaped + (end < text.size() ? "…" : "");
}

/// At the end where there is no such place.
void insert_at(std::string& html, std::size_t place, std::string_view text) {
  html.insert(std::min(place, html.size()), text);
}

}  // namespace

static_files::additions preview_marks(std::string_view branch, std::string_view build) {
  // The words are for the team, in English, whatever the page's language and direction.
  const auto banner =
      R"(<aside class="stage-banner" lang="en" dir="ltr" aria-label="Preview">preview · )" +
      label(branch) + " · " + label(build) + "</aside>";
  static_files::additions more;
  more.files = {{"/stage.css", std::string(style)}, {"/robots.txt", std::string(robots)}};
  more.fields = "X-Robots-Tag: noindex\r\n";
  more.page = [banner](std::string& html) {
    insert_at(html, html.find("</head>"), style_link);
    insert_at(html, html.rfind("</body>"), banner);
  };
  return more;
}

}  // namespace chant::http
