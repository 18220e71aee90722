// Text as it must stand in JSON (RFC 8259): for the places that write a line of JSON by hand.
#pragma once

#include <string>
#include <string_view>

namespace chant {

/// Appends `text` in quotes, with quotes, backslashes and control characters escaped.
/// Precondition: UTF-8.
void append_json_text(std::string& out, std::string_view text);

}  // namespace chant
