#include "http/session_secret.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace chant::http {

result<campaign::session_id> session_asked(const request& r) {
  constexpr std::string_view scheme = "bearer ";
  const auto value = r[header::authorization];
  const auto no = [](std::string code, std::string detail) {
    return std::unexpected(error{errc::unauthorized, std::move(code), std::move(detail), ""});
  };
  if (value.empty()) return no("session_missing", "Authorization is missing.");
  const bool is_bearer =
      value.size() > scheme.size() && same_in_ascii(value.substr(0, scheme.size()), scheme);
  const auto secret = is_bearer ? parse_uuid_v4(value.substr(scheme.size())) : std::nullopt;
  if (!secret) return no("session_malformed", "Authorization is not Bearer and a version 4 UUID.");
  return campaign::session_of(*secret);
}

}  // namespace chant::http
