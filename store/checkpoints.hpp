// How far each consumer of the log has come, with the small state it has folded so far.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chant::store {

struct checkpoint {
  campaign::log_offset next;  ///< the first offset not yet done
  std::string state;          ///< the consumer's own, opaque; at most 1 MiB
};

/// Thread-safe. A saved checkpoint survives a crash, or an older one does: work is repeated, never
/// skipped.
class checkpoint_store {
 public:
  virtual ~checkpoint_store() = default;
  [[nodiscard]] virtual result<std::optional<checkpoint>> load(std::string_view consumer) const = 0;
  [[nodiscard]] virtual result<void> save(std::string_view consumer, const checkpoint& c) = 0;
};

}  // namespace chant::store
