#include "http/consent_wordings.hpp"

#include "base/sha256.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <array>

namespace chant::http {

namespace {

namespace json = boost::json;

std::unexpected<error> invalid(std::string_view why) {
  return std::unexpected(error{errc::invalid_config, "consents_invalid",
                               fmt::format("consents.json: {}", why), "campaign.site"});
}

result<campaign::wording> read_wording(const json::value& entry) {
  const auto* object = entry.if_object();
  if (object == nullptr) return invalid("a wording is no object");
  campaign::wording w;
  std::string digest;
  for (const auto& [key, into] :
       {std::pair("purpose", &w.purpose), std::pair("version", &w.version),
        std::pair("language", &w.language), std::pair("text", &w.text),
        std::pair("sha256", &digest)}) {
    const auto* text = object->if_contains(key);
    if (text == nullptr || !text->is_string() || text->get_string().empty())
      return invalid(fmt::format("a wording lacks its {}", key));
    *into = std::string(text->get_string());
  }
  if (sha256({w.text}).hex() != digest) return invalid("a digest is not that of its text");
  return w;
}

}  // namespace

result<campaign::wordings> parse_wordings(std::string_view text) {
  boost::system::error_code syntax;
  const auto parsed = json::parse(text, syntax);
  if (syntax) return invalid(syntax.message());
  const auto* object = parsed.if_object();
  const auto* list = object != nullptr ? object->if_contains("wordings") : nullptr;
  if (list == nullptr || !list->is_array()) return invalid("there is no list of wordings");
  campaign::wordings all;
  for (const auto& entry : list->get_array()) {
    const auto w = read_wording(entry);
    if (!w) return std::unexpected(w.error());
    all.add(*w);
  }
  return all;
}

}  // namespace chant::http
