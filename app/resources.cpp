#include "app/resources.hpp"

#include <string_view>

namespace chant::app {

namespace {

std::filesystem::path installed_or_built(std::string_view installed, std::string_view built) {
  std::error_code failed;
  const auto binary = std::filesystem::read_symlink("/proc/self/exe", failed);
  auto beside = binary.parent_path().parent_path() / "share" / "chant" / installed;
  return std::filesystem::is_directory(beside, failed) ? beside : std::filesystem::path(built);
}

}  // namespace

std::filesystem::path default_campaign_dir() {
  return installed_or_built("campaigns/demo", CHANT_BUILT_CAMPAIGN);
}

std::filesystem::path default_site_dir() { return installed_or_built("site", CHANT_BUILT_SITE); }

}  // namespace chant::app
