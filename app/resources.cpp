#include "app/resources.hpp"

#include <fmt/format.h>

#include <array>

namespace chant::app {

result<resources> find_resources() {
  std::error_code failed;
  const auto binary = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto dir = binary.parent_path();
  const std::array places{dir / "share", dir.parent_path() / "share" / "chant"};
  for (const auto& place : places) {
    if (!std::filesystem::is_directory(place / "fonts", failed)) continue;
    return resources{.demo_campaign = place / "campaigns" / "demo",
                     .site = place / "site",
                     .fonts = place / "fonts",
                     .flags = place / "flags"};
  }
  return std::unexpected(error{errc::invalid_config, "resources_missing",
                               fmt::format("fonts, flags and site are neither in {} nor in {}",
                                           places[0].string(), places[1].string()),
                               ""});
}

}  // namespace chant::app
