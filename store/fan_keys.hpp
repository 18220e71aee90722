// A key per fan, in a database of its own: destroying the key erases every personal field of the
// fan's events, though the log keeps them sealed.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "campaign/personal.hpp"

#include <string>
#include <string_view>

namespace chant::store {

/// Where a sealed field stands: bound into the ciphertext, so that it opens nowhere else.
struct seal_place {
  campaign::session_id stream;
  std::uint16_t type = 0;
  campaign::stream_version version;
  std::string_view field;
};

/// AES-256-GCM, 96-bit random nonce, AAD = stream ‖ type ‖ version ‖ field (store/FORMAT.md).
/// Thread-safe.
class fan_keys {
 public:
  virtual ~fan_keys() = default;

  /// Seals a clear text, making the fan's key if there is none yet. The key is durable only after
  /// make_durable(): the log calls that before it commits anything.
  [[nodiscard]] virtual result<campaign::personal_text> seal(
      const seal_place& at, const campaign::personal_text& clear) = 0;

  /// Opens a sealed text; `erased` when the key is gone; errc::corrupt when it does not fit.
  [[nodiscard]] virtual result<campaign::personal_text> open(
      const seal_place& at, const campaign::personal_text& sealed) const = 0;

  /// Every key handed out before this call is on disk when it returns.
  [[nodiscard]] virtual result<void> make_durable() = 0;
};

}  // namespace chant::store
