#include "campaign/catalogue.hpp"

#include <algorithm>

namespace chant::campaign {

const team* catalogue::find_team(std::string_view id) const {
  const auto found = std::ranges::find(teams, id, &team::id);
  return found == teams.end() ? nullptr : &*found;
}

bool catalogue::speaks(std::string_view language) const {
  return std::ranges::find(languages, language) != languages.end();
}

std::string_view catalogue::name_of(const team& t, std::string_view language) const {
  for (const auto tag : {language, std::string_view(languages.empty() ? "" : languages.front())}) {
    const auto found = t.names.find(std::string(tag));
    if (found != t.names.end()) return found->second;
  }
  return t.id;
}

}  // namespace chant::campaign
