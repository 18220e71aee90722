// What is to be deployed: the parts that a directory holds, and what the build is called.
#pragma once

#include "base/result.hpp"
#include "config/stage_dir.hpp"

#include <filesystem>
#include <string>

namespace chant::cli {

/// As the command line has it; what is empty is found out.
struct deployment {
  std::string stage;
  std::filesystem::path dir;       ///< holds site/ and campaign/, or is one of the two itself
  std::filesystem::path site;      ///< instead of what dir has
  std::filesystem::path campaign;  ///< instead of what dir has
  std::string branch;              ///< else git's, else the stage's name
  std::string label;               ///< else git's commit, else empty
};

/// The build, without a number and a time yet. errc::invalid_config "build_unusable" where there is
/// neither a site nor a campaign.
[[nodiscard]] result<config::stage_build> build_of(const deployment& asked);

}  // namespace chant::cli
