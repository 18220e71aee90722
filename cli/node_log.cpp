#include "cli/node_log.hpp"

#include "config/campaign_files.hpp"

namespace chant::cli {

result<std::unique_ptr<node_log>> node_log::open(const std::filesystem::path& data_dir) {
  auto reader = store::log_reader::open({.dir = data_dir / "log"});
  if (!reader) return std::unexpected(reader.error());
  return std::unique_ptr<node_log>(new node_log(std::move(*reader)));
}

std::string campaign_name(const config::node& settings, const hooks& from_app) {
  const auto dir = from_app.campaign_dir ? from_app.campaign_dir(settings)
                                         : result<std::filesystem::path>(settings.campaign.dir);
  if (!dir) return {};
  const auto campaign = config::load_campaign(*dir);
  return campaign ? campaign->terms.catalogue.campaign : std::string();
}

}  // namespace chant::cli
