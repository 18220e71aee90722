// SHA-1, for checksums of protocols that demand it; never for anything that must resist an attack.
#pragma once

#include "base/bytes.hpp"

#include <string_view>

namespace chant {

using sha1_digest = binary_id<20, struct sha1_tag>;

/// FIPS 180-4.
[[nodiscard]] sha1_digest sha1(std::string_view bytes);

}  // namespace chant
