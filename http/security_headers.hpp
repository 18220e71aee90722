// Header lines that keep browsers from being used against the fan.
#pragma once

#include <string_view>

namespace chant::http {

/// For every page: nothing foreign is loaded, nothing inline runs, nobody frames it. The microphone
/// is allowed to the site itself: the studio records.
inline constexpr std::string_view page_security =
    "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self' data: blob:; media-src 'self' blob:; object-src "
    "'none'; "
    "require-trusted-types-for 'script'\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(self), payment=(), usb=()\r\n"
    "Referrer-Policy: strict-origin-when-cross-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n";

/// For everything that is no page.
inline constexpr std::string_view file_security = "X-Content-Type-Options: nosniff\r\n";

}  // namespace chant::http
