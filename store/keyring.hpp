// The keys that wrap fans' keys, as a database and its source have them: the one in force, and
// while keys are wrapped anew the one before.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/kek_source.hpp"
#include "store/key_wrapping.hpp"
#include "store/keys_database.hpp"

#include <optional>
#include <string_view>

namespace chant::store {

struct keyring {
  key_encryption_key kek;
  std::optional<key_encryption_key> retiring;
  secret_key root;  ///< keys for other purposes come from it; no rotation changes it

  /// errc::corrupt "kek_unknown" when neither wraps it, "seal_broken" when it does not fit.
  [[nodiscard]] result<secret_key> open(std::string_view name, std::string_view wrapped) const;
};

/// As of a node's start. Makes key and records for a database that is `fresh`, takes over one that
/// is older than ids, and completes a change of keys that was cut off before it was known which one
/// is in force. errc::invalid_config "kek_wrong" when the source gives another key than wraps;
/// errc::conflict "keys_rotating" when it gives a third before a rotation was over; the errors of
/// source and database.
[[nodiscard]] result<keyring> open_keyring(keys_database& database, kek_source& source, bool fresh,
                                           timestamp now, random_source& random);

/// From now on `to` wraps, durably; what it wraps also finds the key before it.
[[nodiscard]] result<keyring> go_over(keys_database& database, const keyring& from,
                                      const key_encryption_key& to, timestamp now,
                                      random_source& random);

}  // namespace chant::store
