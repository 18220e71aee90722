// How long whoever keeps what: the header lines of docs/api.md, "Caching", each with its reason.
#pragma once

#include <string_view>

namespace chant::http {

/// The name changes with the bytes.
inline constexpr std::string_view keep_for_ever =
    "Cache-Control: public, max-age=31536000, immutable\r\n";

/// Pages: a release, or a campaign that closes, is seen within a minute by browsers and within five
/// at the edge. When we are slow or down, the edge shows what it has, for a day.
inline constexpr std::string_view keep_a_minute =
    "Cache-Control: public, max-age=60, s-maxage=300, stale-while-revalidate=86400, "
    "stale-if-error=86400\r\n";

/// Share pages: asked for by whole crowds, but after an erase they must be gone soon; never shown
/// stale.
inline constexpr std::string_view keep_an_hour_at_the_edge =
    "Cache-Control: public, max-age=60, s-maxage=3600\r\n";

/// The bytes of an artwork never change; after an erase they must be gone all the same.
inline constexpr std::string_view keep_a_day =
    "Cache-Control: public, max-age=86400, s-maxage=3600, immutable\r\n";

/// What is one fan's, or of this moment.
inline constexpr std::string_view keep_nothing = "Cache-Control: no-store\r\n";

}  // namespace chant::http
