// Completion scripts for shells, made from the tree of verbs so that they never lag behind it.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chant::cli {

/// A verb as completion sees it.
struct command_tree {
  struct option {
    std::vector<std::string> names;  ///< with their dashes
    std::string summary;
    bool takes_value = false;
  };
  std::string name;
  std::string summary;
  std::vector<option> options;
  std::vector<command_tree> verbs;
};

/// The script for "bash", "zsh" or "fish"; errc::malformed for another shell.
[[nodiscard]] result<std::string> completion_script(std::string_view shell,
                                                    const command_tree& root);

}  // namespace chant::cli
