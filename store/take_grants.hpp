// Permissions to upload one take each, as texts that nobody else can make.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "campaign/media_kind.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chant::store {

/// What a grant is bound to. Nothing else need be known to let a piece in, at whatever address of
/// the node it comes.
struct take_grant {
  campaign::take_id take;
  campaign::session_id session;
  std::uint64_t size_bytes = 0;
  std::optional<campaign::media_kind> kind;  ///< nothing: any that is taken
  timestamp expires;

  friend bool operator==(const take_grant&, const take_grant&) = default;
};

/// Makes grants and knows its own. Thread-safe.
class take_grants {
 public:
  virtual ~take_grants() = default;
  /// A text of [A-Za-z0-9_-] that shows nothing of what it holds.
  [[nodiscard]] virtual std::string seal(const take_grant& grant) = 0;
  /// errc::unauthorized "grant_invalid" when it was not made here. Whether it has expired is for
  /// the caller to see.
  [[nodiscard]] virtual result<take_grant> open(std::string_view token) const = 0;
};

}  // namespace chant::store
