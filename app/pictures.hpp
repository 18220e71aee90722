// Drawing as the actors want it, by the renderer of render/.
#pragma once

#include "actors/picture_maker.hpp"
#include "config/campaign_files.hpp"
#include "config/config.hpp"
#include "render/base_pictures.hpp"

#include <functional>
#include <memory>

namespace chant::app {

/// The campaign's base pictures, from the data directory's cache where they stand there.
/// `progress` is told after each team. Errors as of render::base_pictures::load().
[[nodiscard]] result<std::shared_ptr<const render::base_pictures>> load_bases(
    const config::node& settings, const config::campaign_files& campaign,
    std::function<void(std::size_t done, std::size_t all)> progress);

/// Makers of pictures over these bases; each has a text engine of its own.
[[nodiscard]] actors::picture_maker_factory make_pictures(
    std::shared_ptr<const render::base_pictures> bases);

[[nodiscard]] std::unique_ptr<actors::picture_assembler> make_assembler(
    std::shared_ptr<const render::base_pictures> bases);

}  // namespace chant::app
