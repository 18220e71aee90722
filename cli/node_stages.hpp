// The stages as the running node has them, asked through its admin socket.
#pragma once

#include "base/result.hpp"
#include "cli/admin.hpp"
#include "cli/admin_json.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace chant::cli {

struct node_stage {
  std::uint32_t number = 0;
  std::string state;  ///< running, starting, failed, restart
  std::string url;
  std::uint16_t port = 0;
  std::string reason;  ///< code of what is wrong, if something is
  std::string detail;
};

/// By name; nothing where no node runs.
[[nodiscard]] result<std::optional<std::map<std::string, node_stage>>> stages_of_node(
    const admin_call& ask);

/// Has the node switch, by the verb deploy or rollback; nothing where no node runs. The node's own
/// errors.
[[nodiscard]] result<std::optional<node_stage>> switch_in_node(const admin_change& change,
                                                               const operator_words& words,
                                                               std::string_view stage,
                                                               std::string_view verb,
                                                               std::uint32_t number);

/// Has the node end a preview; all is well where no node runs.
[[nodiscard]] result<void> end_in_node(const admin_change& change, const operator_words& words,
                                       std::string_view stage);

}  // namespace chant::cli
