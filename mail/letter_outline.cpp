#include "mail/letter_outline.hpp"

namespace chant::mail {

const letter_order::artwork* shown_cover(const letter_order& order) {
  return order.kind == letter_kind::welcome && order.cover ? &*order.cover : nullptr;
}

letter_link action_of(const letter_order& order) {
  if (order.kind == letter_kind::confirm) return {"button", order.confirm_url};
  if (const auto* cover = shown_cover(order)) return {"button", cover->share_url};
  return {"button_invite", order.site_url};
}

std::vector<letter_link> footer_links(const letter_order& order) {
  std::vector<letter_link> links{{"unsubscribe", order.unsubscribe_url}};
  if (order.kind != letter_kind::confirm) links.push_back({"erase", order.erase_url});
  links.push_back({"privacy", order.privacy_url});
  std::erase_if(links, [](const letter_link& link) { return link.url.empty(); });
  return links;
}

letter_paragraphs paragraphs_of(const letter_order& order) {
  if (order.kind == letter_kind::confirm)
    return {.body = "body", .before_action = {}, .note = "note", .why = {}};
  return {.body = "body",
          .before_action = shown_cover(order) == nullptr ? "body_invite" : "body_artwork",
          .note = {},
          .why = "why"};
}

}  // namespace chant::mail
