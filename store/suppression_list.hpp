// The addresses that nothing is sent to any more, as keyed digests: it survives an erase, and
// nobody can read an address in it. A projection of the campaign's own stream.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "store/sealing.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::store {

/// Turns addresses into digests. Immutable.
class address_digests {
 public:
  explicit address_digests(const secret_key& key) : key_(key) {}
  /// HMAC-SHA-256 over the address without its surrounding space and with ASCII letters small, as
  /// 64 hexadecimal digits.
  [[nodiscard]] std::string of(std::string_view address) const;

 private:
  secret_key key_;
};

struct suppressed_address {
  std::string digest;
  std::string reason;  ///< bounced, complained, unsubscribed or by_staff

  friend bool operator==(const suppressed_address&, const suppressed_address&) = default;
};

/// Thread-safe; may wait for the disk. Errors: errc::io.
class suppression_list {
 public:
  virtual ~suppression_list() = default;

  /// What the event at `offset` says of a digest; no reason: released. Older news than what is
  /// known change nothing.
  [[nodiscard]] virtual result<void> note(std::string_view digest,
                                          const std::optional<std::string>& reason,
                                          campaign::log_offset offset) = 0;
  /// The reason why nothing is sent there.
  [[nodiscard]] virtual result<std::optional<std::string>> find(std::string_view digest) const = 0;
  /// Those after `after`, by digest.
  [[nodiscard]] virtual result<std::vector<suppressed_address>> list(std::string_view after,
                                                                     std::size_t limit) const = 0;
};

}  // namespace chant::store
