#include "mail/letter.hpp"

#include "mail/header.hpp"
#include "mail/letter_body.hpp"
#include "mail/letter_outline.hpp"
#include "mail/mime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace chant::mail {
namespace {

// A cover is 200-500 KB; many mailboxes refuse a message over 10 MB, and base64 adds a third.
constexpr std::size_t picture_limit = 2 * 1024 * 1024;

struct named_kind {
  letter_kind kind;
  std::string_view name;
};
constexpr std::array kinds{named_kind{letter_kind::welcome, "welcome"},
                           named_kind{letter_kind::confirm, "confirm"}};

/// The order's words proven fit for headers.
struct envelope_lines {
  mail_address from;
  mail_address to;
  header_text from_name;
  header_text to_name;
  header_text subject;
  header_text file_name;
  header_text unsubscribe;
};

result<envelope_lines> check(const letter_order& order, const letter_words& words) {
  auto from = mail_address::make(order.from_address);
  if (!from) return std::unexpected(from.error());
  auto to = mail_address::make(order.to_address);
  if (!to) return std::unexpected(to.error());
  std::vector<header_text> texts;
  for (auto& text : {order.from_name, order.to_name, words.plain("subject"),
                     fmt::format("{} - {}.jpg", order.artist, order.song), order.unsubscribe_url,
                     order.language}) {
    auto checked = header_text::make(text);
    if (!checked) return std::unexpected(checked.error());
    texts.push_back(std::move(*checked));
  }
  return envelope_lines{*std::move(from), *std::move(to), texts[0], texts[1],
                        texts[2],         texts[3],       texts[4]};
}

std::string message_headers(const letter_order& order, const envelope_lines& lines) {
  std::string out = fold("Date", encode_date(order.date));
  out += fold("From", encode_mailbox(lines.from_name, lines.from));
  out += fold("To", encode_mailbox(lines.to_name, lines.to));
  out += fold("Subject", encode_words(lines.subject));
  out += fold("Message-ID", fmt::format("<{}@{}>", order.asked_by.hex(), lines.from.domain()));
  out += fold("MIME-Version", "1.0");
  out += fold("Auto-Submitted", "auto-generated");
  if (!lines.unsubscribe.view().empty()) {
    out += fold("List-Unsubscribe", fmt::format("<{}>", lines.unsubscribe.view()));
    out += fold("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  return out;
}

mime_part html_with_picture(const letter_order& order, const letter_words& words,
                            const envelope_lines& lines) {
  const auto id = fmt::format("cover.{}@{}", order.asked_by.hex(), lines.from.domain());
  auto html = text_part("text/html", order.language, html_body(order, words, id));
  const auto* cover = shown_cover(order);
  if (cover == nullptr) return html;
  auto picture =
      inline_part("image/jpeg", id, encode_parameter("filename", lines.file_name), cover->jpeg);
  return multipart("multipart/related; type=\"text/html\"", "related-" + order.asked_by.hex(),
                   {std::move(html), std::move(picture)});
}

}  // namespace

std::string_view name_of(letter_kind kind) {
  return std::ranges::find(kinds, kind, &named_kind::kind)->name;
}

std::optional<letter_kind> parse_letter_kind(std::string_view name) {
  const auto* found = std::ranges::find(kinds, name, &named_kind::name);
  if (found == kinds.end()) return std::nullopt;
  return found->kind;
}

result<std::string> compose(const letter_order& order, const campaign::texts& texts) {
  if (const auto* cover = shown_cover(order); cover && cover->jpeg.size() > picture_limit)
    return std::unexpected(error{.kind = errc::too_large,
                                 .code = "picture_too_large",
                                 .detail = "the cover is over 2 MiB",
                                 .field = {}});
  const letter_words words(order, texts);
  const auto lines = check(order, words);
  if (!lines) return std::unexpected(lines.error());
  auto plain = text_part("text/plain", order.language, plain_body(order, words));
  const auto body = multipart("multipart/alternative", "alternative-" + order.asked_by.hex(),
                              {std::move(plain), html_with_picture(order, words, *lines)});
  return message_headers(order, *lines) + body.headers + "\r\n" + body.body;
}

}  // namespace chant::mail
