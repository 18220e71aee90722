// Strips and base pictures together are a JPEG file: put together on the way out.
#pragma once

#include "base/result.hpp"
#include "base/rope.hpp"
#include "campaign/layout.hpp"
#include "render/artwork.hpp"
#include "render/base_pictures.hpp"

#include <memory>
#include <string_view>

namespace chant::render {

/// The complete picture. What stands before and after the name is shared with every other fan of
/// the team, and kept alive by the rope; what lies between is copied: `kept` may go. Thread-safe.
///
/// errc::not_found, code unknown_team. errc::corrupt, code strips_stale (other base pictures: a
/// new design, another team) or strips_corrupt: render again.
[[nodiscard]] result<rope> assemble(const std::shared_ptr<const base_pictures>& bases,
                                    std::string_view team, campaign::layout which,
                                    const strips& kept);

}  // namespace chant::render
