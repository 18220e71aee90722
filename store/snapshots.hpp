// Folded session states, so that a session is recovered with one read. A cache: may be lost.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"

#include <optional>
#include <string>

namespace chant::store {

struct snapshot {
  campaign::stream_version version;
  std::string state;  ///< campaign's CBOR with personal fields sealed
};

/// Thread-safe.
class snapshot_store {
 public:
  virtual ~snapshot_store() = default;
  [[nodiscard]] virtual result<std::optional<snapshot>> load(
      const campaign::session_id& of) const = 0;
  virtual void save(const campaign::session_id& of, snapshot s) = 0;
};

}  // namespace chant::store
