// How a personal field is sealed under a fan's key: AES-256-GCM, bound to the place it stands at.
// The bytes are described in store/FORMAT.md.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "store/fan_keys.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace chant::store {

/// 256 bits of a key. Never logged, never exported.
using secret_key = std::array<std::byte, 32>;

/// Nonce ‖ ciphertext ‖ tag under `key`, authenticated together with `bound`. The nonce is 96
/// random bits: safe for 2^32 texts a key (NIST SP 800-38D §8.3); a fan has at most hundreds.
[[nodiscard]] std::string encrypt(const secret_key& key, std::string_view bound,
                                  std::string_view clear, random_source& random);

/// The same bytes for the same key, `bound` and text, for what must be repeatable; they tell that
/// two texts are equal, and nothing else. The nonce is a MAC of both (as in RFC 8452's idea).
[[nodiscard]] std::string encrypt_alike(const secret_key& key, std::string_view bound,
                                        std::string_view clear);

/// errc::corrupt with code "seal_broken" when key, `bound` or bytes are not those of encrypt().
[[nodiscard]] result<std::string> decrypt(const secret_key& key, std::string_view bound,
                                          std::string_view sealed);

/// A key of its own for another purpose, from which the first cannot be found (HMAC-SHA-256).
[[nodiscard]] secret_key derived_key(const secret_key& from, std::string_view purpose);

/// Implements seal() and open() for whoever keeps the keys.
class sealing_fan_keys : public fan_keys {
 public:
  /// `random` must be safe from any thread and outlive this.
  explicit sealing_fan_keys(random_source& random) : random_(random) {}

  [[nodiscard]] result<campaign::personal_text> seal(const campaign::session_id& stream,
                                                     const seal_place& at,
                                                     const campaign::personal_text& clear) final;
  [[nodiscard]] result<campaign::personal_text> open(
      const campaign::session_id& stream, const campaign::personal_text& sealed,
      const seal_place* expected = nullptr) const final;

 protected:
  [[nodiscard]] secret_key random_key();
  [[nodiscard]] random_source& random() { return random_; }

  /// The fan's key; nothing once it is destroyed. errc::corrupt "key_missing".
  [[nodiscard]] virtual result<std::optional<secret_key>> find_key(
      const campaign::session_id& of) const = 0;
  /// The fan's key, made now if there never was one. errc::gone "session_erased".
  [[nodiscard]] virtual result<secret_key> ensure_key(const campaign::session_id& of) = 0;

  [[nodiscard]] static error key_missing();
  [[nodiscard]] static error key_destroyed();

 private:
  random_source& random_;
};

}  // namespace chant::store
