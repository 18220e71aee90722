// SHA-256, for session ids, hash chains and entity tags.
#pragma once

#include "base/bytes.hpp"

#include <initializer_list>
#include <string_view>

namespace chant {

using sha256_digest = binary_id<32, struct sha256_tag>;

/// The digest of the parts, one after the other, as if they were one string (FIPS 180-4).
[[nodiscard]] sha256_digest sha256(std::initializer_list<std::string_view> parts);

}  // namespace chant
