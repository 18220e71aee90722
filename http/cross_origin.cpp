#include "http/cross_origin.hpp"

#include <fmt/format.h>

namespace chant::http {

namespace {

// Chromium remembers a permission no longer than this.
constexpr unsigned remembered_seconds = 7200;

}  // namespace

void open_to_pages_of(std::string_view origin, const cross_origin_fields& fields, route& to) {
  to.every_answer += fmt::format(
      "Access-Control-Allow-Origin: {}\r\n"
      "Access-Control-Expose-Headers: {}\r\n",
      origin, fields.read);
  to.options_answer += fmt::format(
      "Access-Control-Allow-Methods: {}\r\n"
      "Access-Control-Allow-Headers: {}\r\n"
      "Access-Control-Max-Age: {}\r\n",
      router::allowed(to), fields.sent, remembered_seconds);
}

}  // namespace chant::http
