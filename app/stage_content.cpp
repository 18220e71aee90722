#include "app/stage_content.hpp"

#include "app/pictures.hpp"
#include "app/resources.hpp"
#include "base/log.hpp"
#include "http/fan_site.hpp"

#include <fmt/format.h>

#include <utility>

namespace chant::app {

namespace {

result<void> read_site(const config::node& settings, stage_content& into) {
  const auto dir = settings.campaign.site.empty() ? default_site_dir() : settings.campaign.site;
  auto files = http::static_files::load(dir);
  if (!files) return std::unexpected(files.error());
  into.site = *std::move(files);
  into.share_template = into.site->bytes_of(http::share_template_path);
  if (into.share_template.empty())
    return std::unexpected(error{errc::invalid_config, "share_template_missing",
                                 fmt::format("{} holds no share.html", dir.string()),
                                 "campaign.site"});
  return {};
}

}  // namespace

result<stage_content> read_content(const config::node& settings) {
  stage_content read;
  auto campaign = config::load_campaign(settings.campaign.dir.empty() ? default_campaign_dir()
                                                                      : settings.campaign.dir);
  if (!campaign) return std::unexpected(campaign.error());
  read.campaign = *std::move(campaign);
  if (auto site = read_site(settings, read); !site) return std::unexpected(site.error());
  auto bases = load_bases(settings, read.campaign, [](std::size_t done, std::size_t all) {
    log::info("base picture ready", {{"done", done}, {"of", all}});
  });
  if (!bases) return std::unexpected(bases.error());
  read.bases = *std::move(bases);
  return read;
}

}  // namespace chant::app
