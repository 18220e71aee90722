// A key per fan, in a database of its own: destroying the key erases every personal field of the
// fan's events, though the log keeps them sealed.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "campaign/personal.hpp"

#include <cstdint>

namespace chant::store {

/// Where a sealed field stands. It is written into the ciphertext's head and authenticated, so that
/// the field opens in no other stream and a swapped one is noticed.
struct seal_place {
  std::uint16_t type = 0;  ///< event type code
  campaign::stream_version version;
  std::uint8_t field = 0;  ///< index of the field in the event's registry entry

  friend bool operator==(const seal_place&, const seal_place&) = default;
};

/// AES-256-GCM, 96-bit random nonce, AAD = stream ‖ type ‖ version ‖ field (store/FORMAT.md).
/// Thread-safe.
class fan_keys {
 public:
  virtual ~fan_keys() = default;

  /// Adds the ciphertext to a clear text, making the fan's key if there is none yet. The key is
  /// durable only after make_durable(): the log calls that before it commits anything. errc::gone
  /// "session_erased" once the key was destroyed: there is no second one.
  [[nodiscard]] virtual result<campaign::personal_text> seal(
      const campaign::session_id& stream, const seal_place& at,
      const campaign::personal_text& clear) = 0;

  /// Opens a sealed text; erased when the key was destroyed. errc::corrupt "key_missing" when it is
  /// gone for no such reason: keys were lost. errc::corrupt when the bytes do not fit the stream,
  /// or stand elsewhere than `expected` where that is given (an event of the log).
  [[nodiscard]] virtual result<campaign::personal_text> open(
      const campaign::session_id& stream, const campaign::personal_text& sealed,
      const seal_place* expected = nullptr) const = 0;

  /// Destroys the fan's key for good: gone from memory and disk, its old copies in the database's
  /// files included, when this returns; that it was destroyed is remembered. Destroying what is not
  /// there is no error. Blocks.
  [[nodiscard]] virtual result<void> destroy(const campaign::session_id& stream) = 0;

  /// Every key handed out before this call is on disk when it returns.
  [[nodiscard]] virtual result<void> make_durable() = 0;
};

}  // namespace chant::store
