#include "mail/letter_body.hpp"
#include "mail/letter_outline.hpp"

#include <fmt/format.h>

namespace chant::mail {

// Long lines, one a paragraph: mail programs break them where their window ends.
std::string plain_body(const letter_order& order, const letter_words& words) {
  std::string out = fmt::format("{} · {}\n\n", order.artist, order.song);
  const auto paragraphs = paragraphs_of(order);
  for (const auto key :
       {std::string_view("title"), words.greeting(), paragraphs.body, paragraphs.before_action})
    if (!key.empty()) out += words.plain(key) + "\n\n";
  const auto action = action_of(order);
  out += fmt::format("{}:\n{}\n\n", words.plain(action.words), action.url);
  if (!paragraphs.note.empty()) out += words.plain(paragraphs.note) + "\n\n";
  out += "-- \n";
  if (!paragraphs.why.empty()) out += words.plain(paragraphs.why) + "\n\n";
  for (const auto& link : footer_links(order))
    out += fmt::format("{}:\n{}\n", words.plain(link.words), link.url);
  if (!order.imprint.empty()) out += "\n" + order.imprint + "\n";
  return out;
}

}  // namespace chant::mail
