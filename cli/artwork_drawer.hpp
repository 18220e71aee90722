// The campaign's artwork for the command line: the same rules, the same renderer, the same bytes as
// a node's.
#pragma once

#include "campaign/session.hpp"
#include "cli/artwork_batch.hpp"
#include "render/base_pictures.hpp"

#include <memory>

namespace chant::cli {

/// A drawer with a text engine of its own: for the thread that calls it. errc::refused: the name
/// breaks a rule of the campaign, or, code "name_undrawable", holds characters no font has;
/// errc::not_found: unknown team or language. `terms` outlives the drawer.
[[nodiscard]] drawer make_artwork_drawer(std::shared_ptr<const render::base_pictures> bases,
                                         const campaign::terms& terms);

}  // namespace chant::cli
