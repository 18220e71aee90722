#include "app/stage_content.hpp"

#include "app/pictures.hpp"
#include "app/resources.hpp"

#include <utility>

namespace chant::app {

result<stage_content> read_content(const config::node& settings,
                                   const http::static_files::additions& more,
                                   picture_progress progress) {
  stage_content read;
  auto campaign = config::load_campaign(settings.campaign.dir.empty() ? default_campaign_dir()
                                                                      : settings.campaign.dir);
  if (!campaign) return std::unexpected(campaign.error());
  read.campaign = *std::move(campaign);
  auto site = http::load_site(
      settings.campaign.site.empty() ? default_site_dir() : settings.campaign.site, more);
  if (!site) return std::unexpected(site.error());
  read.site = *std::move(site);
  auto bases = load_bases(settings, read.campaign, std::move(progress));
  if (!bases) return std::unexpected(bases.error());
  read.bases = *std::move(bases);
  return read;
}

}  // namespace chant::app
