// The two content codings browsers take, at the level for files compressed once and served often.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chant::http {

/// RFC 7932, quality 11. About a second for 2 MB: for start-up, not for requests.
[[nodiscard]] std::string brotli(std::string_view plain);
/// RFC 1952, level 9, without time stamp: the same bytes each time.
[[nodiscard]] std::string gzip(std::string_view plain);

enum class coding : std::uint8_t { brotli, gzip };
/// Whether `packed` is a coding of exactly `plain`; a tenth of the time of making it.
[[nodiscard]] bool unpacks_to(coding how, std::string_view packed, std::string_view plain);

}  // namespace chant::http
