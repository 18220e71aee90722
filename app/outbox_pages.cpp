#include "app/outbox_pages.hpp"

#include "app/operator_acts.hpp"
#include "base/markup.hpp"
#include "campaign/ids.hpp"
#include "mail/letter_view.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

namespace chant::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t letters_shown = 100;

constexpr std::string_view list_fields =
    "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'\r\n";
// What stands in a letter came from outside: no script, no form, nothing from elsewhere, and an
// origin that is nobody's.
constexpr std::string_view letter_fields =
    "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "sandbox; frame-ancestors 'none'\r\n";
constexpr std::string_view source_fields =
    "Content-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n";

constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Outbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.5rem; opacity: .75; }
table { border-collapse: collapse; width: 100%; }
th { text-align: start; font-weight: 600; font-size: .85rem; opacity: .75; }
th, td { padding: .6rem .75rem .6rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); vertical-align: top; }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
td:nth-child(2), td:nth-child(3) { overflow-wrap: anywhere; }
a { color: inherit; text-underline-offset: .2em; }
</style></head><body>
)";

struct letter_file {
  fs::path path;
  fs::file_time_type at;
};

std::vector<letter_file> newest_of(const fs::path& outbox) {
  std::vector<letter_file> all;
  std::error_code failed;
  for (fs::directory_iterator entry(outbox, failed), end; !failed && entry != end;
       entry.increment(failed))
    if (entry->path().extension() == ".eml")
      all.push_back({entry->path(), entry->last_write_time(failed)});
  const auto shown = std::min(all.size(), letters_shown);
  std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(shown),
                            std::ranges::greater(), &letter_file::at);
  all.resize(shown);
  return all;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::string row_of(const letter_file& file) {
  const auto letter = file.path.stem().string();
  const auto view = mail::view_letter(read_file(file.path));
  const auto at =
      std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(file.at));
  const auto subject = view && !view->subject.empty() ? view->subject : letter;
  return fmt::format(R"(<tr><td>{:%Y-%m-%d %H:%M:%S}</td><td dir="auto">{}</td>)"
                     R"(<td dir="auto"><a href="/admin/v1/outbox/{}">{}</a></td>)"
                     R"(<td><a href="/admin/v1/outbox/{}/source">source</a></td></tr>)"
                     "\n",
                     at, markup_text(view ? view->to : ""), letter, markup_text(subject), letter);
}

http::response page(std::string_view fields, std::string text) {
  http::response r;
  r.prepared = fields;
  r.text = std::move(text);
  return r;
}

http::response list(const fs::path& outbox) {
  const auto newest = newest_of(outbox);
  std::string html(head);
  html += "<h1>Outbox</h1>\n<p>";
  html += newest.empty()
              ? "No letter lies here. Letters come here where no relay is configured."
              : fmt::format("The {} newest letters. Nothing of this has been sent.", newest.size());
  html += "</p>\n";
  if (!newest.empty()) {
    html +=
        "<table><thead><tr><th>Written (UTC)</th><th>To</th><th>Subject</th><th></th></tr>"
        "</thead><tbody>\n";
    for (const auto& file : newest) html += row_of(file);
    html += "</tbody></table>\n";
  }
  html += "</body></html>\n";
  return page(list_fields, std::move(html));
}

/// The message of that id; nothing else is a file's name.
result<std::string> letter_named(const fs::path& outbox, std::string_view hex) {
  const auto id = campaign::event_id::from_hex(hex);
  auto text = id ? read_file(outbox / (id->hex() + ".eml")) : std::string();
  if (text.empty())
    return std::unexpected(
        error{errc::not_found, "letter_unknown", "no such letter is in the outbox", "letter"});
  return text;
}

}  // namespace

std::vector<http::admin_route> outbox_pages(const fs::path& outbox) {
  std::vector<http::admin_route> all;
  all.push_back({.verb = http::method::get,
                 .pattern = "/admin/v1/outbox",
                 .run = [outbox](const http::request&) { return list(outbox); }});
  all.push_back({.verb = http::method::get,
                 .pattern = "/admin/v1/outbox/{letter}",
                 .run = [outbox](const http::request& r) {
                   const auto message = letter_named(outbox, r.parameters[0]);
                   if (!message) return refusal(message.error());
                   auto view = mail::view_letter(*message);
                   if (!view) return refusal(view.error());
                   return page(letter_fields, std::move(view->html));
                 }});
  all.push_back({.verb = http::method::get,
                 .pattern = "/admin/v1/outbox/{letter}/source",
                 .run = [outbox](const http::request& r) {
                   auto message = letter_named(outbox, r.parameters[0]);
                   if (!message) return refusal(message.error());
                   return page(source_fields, *std::move(message));
                 }});
  return all;
}

}  // namespace chant::app
