// Header lines that keep browsers from being used against the fan.
#pragma once

#include <string>
#include <string_view>

namespace chant::http {

/// For every page: it loads from here alone, nothing inline runs, text is never taken for script,
/// nobody frames it, opens it in a group of windows or embeds it. The microphone is allowed to the
/// site itself: the studio records, and plays its recordings back from memory (blob:).
inline constexpr std::string_view page_security =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; worker-src 'self'; "
    "style-src 'self'; img-src 'self' blob:; font-src 'self'; media-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(self), payment=(), usb=()\r\n"
    "Referrer-Policy: strict-origin-when-cross-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n";

/// The same where pages send takes to another address, "https://up.example/takes": they may talk to
/// its origin too. Empty: to their own alone.
[[nodiscard]] std::string page_security_for(std::string_view upload_url);

/// For everything that is no page.
inline constexpr std::string_view file_security =
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "X-Content-Type-Options: nosniff\r\n";

}  // namespace chant::http
