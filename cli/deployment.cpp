#include "cli/deployment.hpp"

#include "cli/git_facts.hpp"

#include <fmt/format.h>

namespace chant::cli {

namespace {

namespace fs = std::filesystem;

std::unexpected<error> unusable(const fs::path& dir, std::string_view why) {
  return std::unexpected(
      error{errc::invalid_config, "build_unusable", fmt::format("{}: {}", dir.string(), why), ""});
}

bool holds(const fs::path& dir, std::string_view name) {
  std::error_code ignored;
  return fs::exists(dir / name, ignored);
}

void find_parts(const fs::path& dir, config::stage_build& into) {
  if (holds(dir, "index.html")) into.site = dir;
  if (holds(dir, "campaign.toml")) into.campaign = dir;
  if (holds(dir, "site/index.html")) into.site = dir / "site";
  if (holds(dir, "campaign/campaign.toml")) into.campaign = dir / "campaign";
}

}  // namespace

result<config::stage_build> build_of(const deployment& asked) {
  config::stage_build build;
  if (!asked.dir.empty()) {
    find_parts(asked.dir, build);
    if (build.site.empty() && build.campaign.empty())
      return unusable(asked.dir, "neither a site (index.html) nor a campaign (campaign.toml)");
  }
  if (!asked.site.empty()) build.site = asked.site;
  if (!asked.campaign.empty()) build.campaign = asked.campaign;
  if (!build.site.empty() && !holds(build.site, "index.html"))
    return unusable(build.site, "holds no index.html: no built site");
  if (!build.campaign.empty() && !holds(build.campaign, "campaign.toml"))
    return unusable(build.campaign, "holds no campaign.toml: no campaign");

  build.branch = asked.branch;
  build.label = asked.label;
  if (build.branch.empty() || build.label.empty()) {
    const auto facts = git_facts_of(build.site.empty() ? build.campaign : build.site);
    if (build.branch.empty()) build.branch = facts.branch.empty() ? asked.stage : facts.branch;
    if (build.label.empty()) build.label = facts.commit;
  }
  return build;
}

}  // namespace chant::cli
