#include "campaign/texts.hpp"

namespace chant::campaign {

std::string_view texts::find(std::string_view language, std::string_view key) const {
  for (const auto tag : {language, std::string_view(default_language)}) {
    const auto table = by_language.find(tag);
    if (table == by_language.end()) continue;
    const auto text = table->second.find(key);
    if (text != table->second.end()) return text->second;
  }
  return key;
}

std::string fill(std::string_view text, const text_values& values) {
  std::string out;
  out.reserve(text.size() + 32);
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = text.find('}', open);
    const auto value = close == std::string_view::npos
                           ? values.end()
                           : values.find(text.substr(open + 1, close - open - 1));
    if (value == values.end()) {
      out += '{';
      text.remove_prefix(open + 1);
    } else {
      out += value->second;
      text.remove_prefix(close + 1);
    }
  }
  return out;
}

std::string_view direction_of(std::string_view language) {
  const auto primary = language.substr(0, language.find('-'));
  return primary == "ar" || primary == "he" || primary == "fa" || primary == "ur" ? "rtl" : "ltr";
}

}  // namespace chant::campaign
