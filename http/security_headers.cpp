#include "http/security_headers.hpp"

#include "base/web_origin.hpp"

namespace chant::http {

std::string page_security_for(std::string_view upload_url) {
  std::string lines(page_security);
  constexpr std::string_view own = "connect-src 'self'";
  if (const auto uploads = web_origin(upload_url))
    lines.insert(lines.find(own) + own.size(), " " + *uploads);
  return lines;
}

}  // namespace chant::http
