// The origin of a web address: what browsers compare, and what policies name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chant {

/// "https://up.example:8443" for "https://Up.example:8443/chant": scheme, host and port as browsers
/// write them (lower case, the scheme's own port left out; RFC 6454 §6.2). Nothing for what is no
/// absolute http or https address, names a user, a query or a fragment, or has a byte that an
/// address cannot have: foreign names must be in their ASCII form ("xn--…"). The origin is safe
/// within a header line and a content security policy.
[[nodiscard]] std::optional<std::string> web_origin(std::string_view url);

}  // namespace chant
