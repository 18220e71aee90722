#include "mail/letter_words.hpp"

#include "base/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace chant::mail {
namespace {

constexpr std::array<std::string_view, 6> shared{
    "greeting", "greeting_unnamed", "why", "unsubscribe", "erase", "privacy"};

// A greeting is to the person the letter goes to, everything else is about the name on the cover.
std::string_view name_for(const letter_order& order, std::string_view key) {
  if (key == "greeting" || !order.cover) return order.to_name;
  return order.cover->name;
}

}  // namespace

std::string isolated(std::string_view text) { return "<bdi>" + markup_text(text) + "</bdi>"; }

std::string letter_words::find(std::string_view key) const {
  const bool is_shared = std::ranges::find(shared, key) != shared.end();
  const auto full = is_shared ? fmt::format("letter.{}", key)
                              : fmt::format("letter.{}.{}", name_of(order_.kind), key);
  return std::string(texts_.find(order_.language, full));
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

}  // namespace chant::mail
