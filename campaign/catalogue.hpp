// The campaign's fixed choices: teams, languages, and what they are called in each.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chant::campaign {

struct team {
  std::string id;                            ///< "fr", "gb-wls": also the flag's file name
  std::map<std::string, std::string> names;  ///< language tag → name
};

/// Immutable after loading (config/); safe to share between threads.
struct catalogue {
  std::string campaign;                ///< id, e.g. "demo"
  std::vector<std::string> languages;  ///< BCP 47 tags, the first is the default
  std::vector<team> teams;

  [[nodiscard]] const team* find_team(std::string_view id) const;
  [[nodiscard]] bool speaks(std::string_view language) const;
  /// The team's name in that language, else in the default language, else its id.
  [[nodiscard]] std::string_view name_of(const team& t, std::string_view language) const;
};

}  // namespace chant::campaign
