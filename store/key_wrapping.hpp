// How a stored key is wrapped by a key-encryption key (KEK), and by which: the bytes are described
// in store/FORMAT.md.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "store/sealing.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chant::store {

/// Names a KEK without giving it away: the first bytes of a hash of it.
using kek_id = binary_id<8, struct kek_tag>;

struct key_encryption_key {
  kek_id id;
  secret_key key;

  [[nodiscard]] static key_encryption_key of(const secret_key& key);
};

/// `key` under `by`, bound to the name it is kept under.
[[nodiscard]] std::string wrap(const key_encryption_key& by, std::string_view name,
                               const secret_key& key, random_source& random);

/// Which KEK a wrapped key names; nothing in the format before there were ids.
[[nodiscard]] std::optional<kek_id> wrapped_by(std::string_view wrapped);

/// Takes both formats. errc::corrupt "seal_broken" when key, name or bytes do not fit.
[[nodiscard]] result<secret_key> unwrap(const key_encryption_key& by, std::string_view name,
                                        std::string_view wrapped);

/// 32 bytes written as 64 hexadecimal digits or as base64 (either alphabet, padded or not), white
/// space around it; nothing otherwise.
[[nodiscard]] std::optional<secret_key> key_in_text(std::string_view text);

}  // namespace chant::store
