// What a stage is made of before it lives: its campaign's files, its site and its pictures.
#pragma once

#include "base/result.hpp"
#include "config/campaign_files.hpp"
#include "config/config.hpp"
#include "http/static_files.hpp"
#include "render/base_pictures.hpp"

#include <memory>
#include <string>

namespace chant::app {

struct stage_content {
  config::campaign_files campaign;
  std::shared_ptr<const http::static_files> site;
  std::string share_template;  ///< the site's share.html
  std::shared_ptr<const render::base_pictures> bases;
};

/// Reads what the settings name and changes nothing but the cache of base pictures. The errors of
/// what is read, errc::invalid_config "share_template_missing" for a site that is none.
[[nodiscard]] result<stage_content> read_content(const config::node& settings);

}  // namespace chant::app
