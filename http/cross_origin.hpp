// What lets scripts of pages use a route that lies on another origin than they do (the Fetch
// standard's CORS protocol).
#pragma once

#include "http/router.hpp"

#include <string_view>

namespace chant::http {

/// Header fields, each list joined with ", ".
struct cross_origin_fields {
  std::string_view sent;  ///< that scripts may send with requests
  std::string_view read;  ///< that they may read in answers
};

/// Adds header lines to the route's answers, refusals too, and the permission to send what its
/// endpoints serve to the answer to OPTIONS: for the pages of `origin` ("https://fans.example")
/// alone, and without credentials. The lines are the same whoever asks, so that no answer varies
/// and no request is looked at for them. To be called when all endpoints are there.
void open_to_pages_of(std::string_view origin, const cross_origin_fields& fields, route& to);

}  // namespace chant::http
