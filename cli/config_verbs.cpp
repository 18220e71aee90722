#include "cli/config_verbs.hpp"

#include "config/campaign_files.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace chant::cli {

namespace {

void write_campaign(const config::campaign_files& campaign, std::string_view what,
                    const io& streams) {
  const auto& catalogue = campaign.terms.catalogue;
  if (streams.json()) {
    streams.out << boost::json::serialize(boost::json::object{
                       {"valid", true},
                       {"campaign", catalogue.campaign},
                       {"dir", campaign.dir.string()},
                       {"revision", campaign.terms.revision},
                       {"state", campaign.state},
                       {"teams", catalogue.teams.size()},
                       {"languages", boost::json::value_from(catalogue.languages)}})
                << '\n';
  } else {
    write_properties(streams.out,
                     {{std::string(what), "valid"},
                      {"campaign", fmt::format("{} ({})", catalogue.campaign, campaign.state)},
                      {"dir", campaign.dir.string()},
                      {"revision", campaign.terms.revision},
                      {"teams", std::to_string(catalogue.teams.size())},
                      {"languages", fmt::format("{}", fmt::join(catalogue.languages, " "))}});
  }
}

}  // namespace

result<exit_code> validate_config(const result<config::node>& settings, const hooks& from_app,
                                  const io& streams) {
  if (!settings) return std::unexpected(settings.error());
  const auto dir = from_app.campaign_dir(*settings);
  if (!dir) return std::unexpected(dir.error());
  const auto campaign = config::load_campaign(*dir);
  if (!campaign) return std::unexpected(campaign.error());
  write_campaign(*campaign, "settings", streams);
  return exit_code::ok;
}

result<exit_code> validate_campaign(const std::filesystem::path& dir,
                                    const result<config::node>& settings, const hooks& from_app,
                                    const io& streams) {
  if (!settings) return std::unexpected(settings.error());
  const auto campaign = config::load_campaign(dir);
  if (!campaign) return std::unexpected(campaign.error());
  const auto drawn = from_app.load_bases(*settings, *campaign, {});
  if (!drawn) return std::unexpected(drawn.error());
  write_campaign(*campaign, "files and pictures", streams);
  return exit_code::ok;
}

result<exit_code> show_config(const result<config::node>& settings, const io& streams) {
  if (!settings) return std::unexpected(settings.error());
  streams.out << (streams.json() ? config::to_json(*settings) : config::to_toml(*settings));
  return exit_code::ok;
}

}  // namespace chant::cli
