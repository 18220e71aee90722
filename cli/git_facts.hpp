// What git says about a directory: which branch a build was made from, and which commit.
#pragma once

#include <filesystem>
#include <string>

namespace chant::cli {

struct git_facts {
  std::string branch;  ///< empty: no work tree, no git, or no branch checked out
  std::string commit;  ///< as `git describe` has it, "-dirty" where files were changed
};

[[nodiscard]] git_facts git_facts_of(const std::filesystem::path& dir);

}  // namespace chant::cli
