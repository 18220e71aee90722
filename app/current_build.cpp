#include "app/current_build.hpp"

#include "app/resources.hpp"
#include "app/stage_content.hpp"

#include <utility>

namespace chant::app {

namespace {

config::node with_build(config::node settings, const config::stage_build& build) {
  if (!build.site.empty()) settings.campaign.site = build.site;
  if (!build.campaign.empty()) settings.campaign.dir = build.campaign;
  return settings;
}

}  // namespace

result<config::node> with_production(const config::node& settings) {
  const auto dir = config::stage_dir::of(settings.data_dir, config::production);
  if (!dir) return std::unexpected(dir.error());
  const auto number = dir->current();
  if (number == 0) return settings;
  const auto build = dir->build(number);
  if (!build) return std::unexpected(build.error());
  return with_build(settings, *build);
}

result<config::node> with_stage_build(const config::node& settings, const config::stage_dir& stage,
                                      const config::stage_build& build) {
  if (stage.is_production()) return with_build(settings, build);
  const auto base = with_production(settings);
  if (!base) return std::unexpected(base.error());
  return with_build(*base, build);
}

result<void> check_build(const config::node& settings, const config::stage_dir& stage,
                         const config::stage_build& build) {
  const auto whole = with_stage_build(settings, stage, build);
  if (!whole) return std::unexpected(whole.error());
  const auto content = read_content(*whole, {}, {});
  if (!content) return std::unexpected(content.error());
  return {};
}

result<std::filesystem::path> campaign_dir_of(const config::node& settings) {
  const auto deployed = with_production(settings);
  if (!deployed) return std::unexpected(deployed.error());
  const auto& dir = deployed->campaign.dir;
  return dir.empty() ? default_campaign_dir() : dir;
}

}  // namespace chant::app
