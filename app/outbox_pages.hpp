// The letters of a node without a relay, to be looked at in a browser.
#pragma once

#include "http/admin_api.hpp"

#include <filesystem>
#include <vector>

namespace chant::app {

/// GET /admin/v1/outbox: the newest hundred, as a page; /admin/v1/outbox/{letter}: one as its HTML
/// with its pictures in it, under a policy that runs no script and loads nothing;
/// /admin/v1/outbox/{letter}/source: the message itself.
[[nodiscard]] std::vector<http::admin_route> outbox_pages(const std::filesystem::path& outbox);

}  // namespace chant::app
