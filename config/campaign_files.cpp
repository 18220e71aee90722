#include "config/campaign_files.hpp"

#include "base/sha256.hpp"
#include "config/campaign_media.hpp"
#include "config/campaign_rules.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace chant::config {

namespace {

using std::filesystem::path;
namespace json = boost::json;

std::unexpected<error> fail(std::string code, const path& file, std::string field,
                            std::string_view why) {
  return std::unexpected(error{errc::invalid_config, std::move(code),
                               fmt::format("{}: {}", file.string(), why), std::move(field)});
}

result<std::string> read_file(const path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail("campaign_unreadable", file, "", "cannot be read");
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

/// Reads files and keeps a running digest of them: the campaign's revision.
class reader {
 public:
  explicit reader(path dir) : dir_(std::move(dir)) {}

  [[nodiscard]] result<std::string> read(const path& name) {
    auto bytes = read_file(dir_ / name);
    if (bytes) digest_ = sha256({digest_.view(), name.string(), *bytes});
    return bytes;
  }

  [[nodiscard]] result<json::value> read_json(const path& name) {
    const auto bytes = read(name);
    if (!bytes) return std::unexpected(bytes.error());
    boost::system::error_code why;
    auto value = json::parse(*bytes, why);
    if (why) return fail("campaign_syntax", dir_ / name, "", why.message());
    return value;
  }

  [[nodiscard]] std::string revision() const { return digest_.hex().substr(0, 12); }

 private:
  path dir_;
  sha256_digest digest_;
};

bool is_colour(std::string_view text) {
  return text.size() == 7 && text.front() == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == text.npos;
}

/// The name of a colour that is none; empty if all is well.
std::string read_theme(const toml::table& from, campaign_files& into) {
  const auto* theme = from["theme"].as_table();
  if (theme == nullptr) return {};
  for (const auto& [name, value] : *theme) {
    const auto colour = value.value<std::string>().value_or("");
    if (!is_colour(colour)) return std::string(name.str());
    into.theme.emplace(name.str(), colour);
  }
  return {};
}

result<void> read_campaign_toml(reader& files, campaign_files& into) {
  constexpr auto name = "campaign.toml";
  const auto file = into.dir / name;
  const auto bytes = files.read(name);
  if (!bytes) return std::unexpected(bytes.error());
  toml::table table;
  try {
    table = toml::parse(*bytes);
  } catch (const toml::parse_error& e) {
    return fail("campaign_syntax", file, "",
                fmt::format("line {}: {}", e.source().begin.line, e.description()));
  }

  std::string missing;
  const auto text = [&](std::string_view key) {
    const auto value = table.at_path(key).value<std::string>();
    if ((!value || value->empty()) && missing.empty()) missing = key;
    return value.value_or("");
  };
  into.terms.catalogue.campaign = text("id");
  into.title = text("title");
  into.artist = text("artist");
  into.song = text("song");
  into.state = text("state");
  into.terms.consent_text_version = text("consent_text_version");
  into.mail_from_name = text("mail.from_name");
  into.mail_from_address = text("mail.from_address");
  into.mail_imprint = table.at_path("mail.imprint").value_or("");
  if (const auto wrong = read_theme(table, into); !wrong.empty())
    return fail("campaign_invalid", file, "theme." + wrong, "a colour is like #ff4d2e");
  if (const auto* languages = table["languages"].as_array()) {
    for (const auto& item : *languages)
      if (const auto tag = item.value<std::string>())
        into.terms.catalogue.languages.push_back(*tag);
  }
  if (into.terms.catalogue.languages.empty() && missing.empty()) missing = "languages";
  if (!missing.empty()) return fail("campaign_invalid", file, missing, missing + " is missing");
  if (into.state != "before" && into.state != "open" && into.state != "closed")
    return fail("campaign_invalid", file, "state", "state must be before, open or closed");
  into.terms.open = into.state == "open";
  if (auto media = check_media(*bytes, into.dir, into.terms.catalogue.languages); !media)
    return fail("campaign_invalid", file, media.error().key, media.error().why);
  return {};
}

result<void> read_teams(reader& files, campaign_files& into) {
  constexpr auto name = "teams.json";
  const auto value = files.read_json(name);
  if (!value) return std::unexpected(value.error());
  const auto* list = value->if_array();
  if (list == nullptr || list->empty())
    return fail("campaign_invalid", into.dir / name, "", "must be a list of teams");
  for (const auto& item : *list) {
    const auto* object = item.if_object();
    const auto* id = object != nullptr ? object->if_contains("id") : nullptr;
    const auto* names = object != nullptr ? object->if_contains("names") : nullptr;
    if (id == nullptr || !id->is_string() || names == nullptr || !names->is_object())
      return fail("campaign_invalid", into.dir / name, "", "each team needs id and names");
    campaign::team team{std::string(id->get_string()), {}};
    for (const auto& language : into.terms.catalogue.languages) {
      const auto* own = names->get_object().if_contains(language);
      if (own == nullptr || !own->is_string())
        return fail("campaign_invalid", into.dir / name, team.id,
                    fmt::format("team {} has no name in {}", team.id, language));
      team.names.emplace(language, std::string(own->get_string()));
    }
    if (into.terms.catalogue.find_team(team.id) != nullptr)
      return fail("campaign_invalid", into.dir / name, team.id,
                  fmt::format("team {} stands twice", team.id));
    into.terms.catalogue.teams.push_back(std::move(team));
  }
  return {};
}

result<void> read_texts(reader& files, campaign_files& into) {
  into.texts.default_language = into.terms.catalogue.languages.front();
  for (const auto& language : into.terms.catalogue.languages) {
    const auto name = path("texts") / (language + ".json");
    const auto value = files.read_json(name);
    if (!value) return std::unexpected(value.error());
    const auto* object = value->if_object();
    if (object == nullptr)
      return fail("campaign_invalid", into.dir / name, "", "must be one object of texts");
    auto& table = into.texts.by_language[language];
    for (const auto& [key, text] : *object) {
      if (!text.is_string())
        return fail("campaign_invalid", into.dir / name, std::string(key),
                    fmt::format("{} must be a text", std::string_view(key)));
      table.emplace(key, std::string(text.get_string()));
    }
  }
  return {};
}

/// A campaign without rules of its own has the defaults.
result<void> read_own_rules(reader& files, campaign_files& into) {
  constexpr auto name = "rules.json";
  into.terms.rules = campaign::default_rules();
  std::error_code unreadable;
  if (!std::filesystem::exists(into.dir / name, unreadable)) return {};
  const auto bytes = files.read(name);
  if (!bytes) return std::unexpected(bytes.error());
  auto rules = read_rules(*bytes);
  if (!rules) return fail("campaign_invalid", into.dir / name, "", rules.error());
  into.terms.rules = *std::move(rules);
  return {};
}

/// Every language must say everything the default language says.
result<void> check_texts(const campaign_files& loaded) {
  const auto& all = loaded.texts.by_language.find(loaded.texts.default_language)->second;
  for (const auto& [language, table] : loaded.texts.by_language) {
    for (const auto& [key, text] : all) {
      if (!table.contains(key))
        return fail("campaign_invalid", loaded.dir / "texts" / (language + ".json"), key,
                    fmt::format("{} is missing", key));
    }
  }
  return {};
}

}  // namespace

result<campaign_files> load_campaign(const path& dir) {
  campaign_files loaded;
  loaded.dir = dir;
  reader files(dir);
  for (const auto step : {read_campaign_toml, read_teams, read_texts, read_own_rules}) {
    if (auto done = step(files, loaded); !done) return std::unexpected(done.error());
  }
  if (auto checked = check_texts(loaded); !checked) return std::unexpected(checked.error());
  loaded.terms.revision = files.revision();
  return loaded;
}

}  // namespace chant::config
