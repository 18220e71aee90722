// What makes a preview known as one: a banner on every page, and nothing for search engines.
#pragma once

#include "http/static_files.hpp"

#include <string_view>

namespace chant::http {

/// For static_files::load(): an <aside> at the end of every page that says "preview · BRANCH ·
/// BUILD", its style as /stage.css (nothing inline: the content policy stays), a robots.txt that
/// asks robots to stay away, and X-Robots-Tag for those that come all the same. Branch and build
/// are any text; long ones are cut.
[[nodiscard]] static_files::additions preview_marks(std::string_view branch,
                                                    std::string_view build);

}  // namespace chant::http
