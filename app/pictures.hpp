// Drawing as the actors want it, by the renderer of render/.
#pragma once

#include "actors/picture_maker.hpp"
#include "render/base_pictures.hpp"

#include <memory>

namespace chant::app {

/// Makers of pictures over these bases; each has a text engine of its own.
[[nodiscard]] actors::picture_maker_factory make_pictures(
    std::shared_ptr<const render::base_pictures> bases);

[[nodiscard]] std::unique_ptr<actors::picture_assembler> make_assembler(
    std::shared_ptr<const render::base_pictures> bases);

}  // namespace chant::app
