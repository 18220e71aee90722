#include "http/date.hpp"

#include <fmt/chrono.h>

#include <ctime>

namespace chant::http {

std::string http_date(timestamp at) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(seconds));
}

}  // namespace chant::http
