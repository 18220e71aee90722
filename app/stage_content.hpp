// What a stage is made of before it lives: its campaign's files, its site and its pictures.
#pragma once

#include "base/result.hpp"
#include "config/campaign_files.hpp"
#include "config/config.hpp"
#include "http/site.hpp"
#include "render/base_pictures.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace chant::app {

struct stage_content {
  config::campaign_files campaign;
  std::shared_ptr<const http::site> site;
  std::shared_ptr<const render::base_pictures> bases;
};

/// Told after each team's pictures; from several threads, one at a time.
using picture_progress = std::function<void(std::size_t done, std::size_t all)>;

/// Reads what the settings name and changes nothing but the cache of base pictures in their data
/// directory; `more` is what the site has besides its files. The errors of what is read.
[[nodiscard]] result<stage_content> read_content(const config::node& settings,
                                                 const http::static_files::additions& more,
                                                 picture_progress progress);

}  // namespace chant::app
