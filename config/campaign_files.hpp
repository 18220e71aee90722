// A campaign as files: campaign.toml, teams.json and texts/, read once at start and checked whole.
#pragma once

#include "base/result.hpp"
#include "campaign/session.hpp"
#include "campaign/texts.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace chant::config {

/// What a campaign consists of, besides its pictures (render/) and its site (http/). Immutable.
struct campaign_files {
  std::filesystem::path dir;
  campaign::terms terms;  ///< revision: digest of all files read here
  campaign::texts texts;
  std::string title;
  std::string artist;
  std::string song;
  std::string state;  ///< before, open or closed
  std::string mail_from_name;
  std::string mail_from_address;
  std::string mail_imprint;  ///< who writes, and where they are to be found; may be empty
  std::map<std::string, std::string>
      theme;  ///< colours as "#rrggbb" by name, as far as they are set
};

/// Reads the directory. errc::invalid_config with code "campaign_unreadable", "campaign_syntax" or
/// "campaign_invalid"; `field` names the key, `detail` the file and what is wrong.
[[nodiscard]] result<campaign_files> load_campaign(const std::filesystem::path& dir);

}  // namespace chant::config
