// Questions to a running node, through the admin socket in its data directory.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace chant::cli {

struct admin_reply {
  unsigned status = 0;
  std::string body;
};

/// GETs a target such as "/readyz". errc::unavailable, code "node_unreachable", when no node
/// serves that directory; errc::timeout when it does not answer within ten seconds; errc::internal
/// when the answer is no HTTP.
using admin_call = std::function<result<admin_reply>(std::string_view target)>;

[[nodiscard]] admin_call admin_of(const std::filesystem::path& data_dir);

/// Has a node change something: POST or DELETE, with a JSON body or none. The same errors, the
/// timeout after two minutes; its outcome is unknown then.
using admin_change = std::function<result<admin_reply>(
    std::string_view verb, std::string_view target, std::string_view body)>;

[[nodiscard]] admin_change admin_changes(const std::filesystem::path& data_dir);

}  // namespace chant::cli
