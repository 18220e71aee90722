// What staff do to one fan's session on the admin listener: erase it, or hand out all there is of
// it.
#pragma once

#include "campaign/chronicle.hpp"
#include "campaign/gallery.hpp"
#include "campaign/own_events.hpp"
#include "campaign/service.hpp"
#include "http/admin_api.hpp"

#include <functional>
#include <string>
#include <vector>

namespace chant::app {

/// What the routes work with; all of it outlives them.
struct session_desk {
  campaign::service& sessions;
  campaign::chronicle& chronicle;
  campaign::gallery& gallery;
  campaign::own_events& log;
  std::function<std::string()> site_url;  ///< scheme and host, without a slash at the end
};

/// POST /admin/v1/sessions/{session}/erase and /export, GET /admin/v1/artworks/{share}/{layout}, as
/// docs/api.md describes them.
[[nodiscard]] std::vector<http::admin_route> session_acts(const session_desk& desk);

}  // namespace chant::app
