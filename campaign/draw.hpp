// The prize draw as arithmetic: entries, commitment, seed, and who is drawn. Pure, and written down
// in docs/draw.md so that anyone can do the sums again.
#pragma once

#include "base/result.hpp"
#include "base/sha256.hpp"
#include "campaign/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace chant::campaign {

/// A session in one draw's published list: the first 16 bytes of SHA-256("chant draw entry 1\0" ‖
/// draw ‖ "\0" ‖ session id). Leads neither back to the session nor to the entry in another draw.
using draw_entry = binary_id<16, struct draw_entry_tag>;

/// 32 random bytes, secret until the draw is closed.
using draw_salt = binary_id<32, struct draw_salt_tag>;

/// What a draw may be called: 1 to 40 of a-z, 0-9 and -. errc::malformed "draw_name_malformed".
[[nodiscard]] result<void> check_draw_name(std::string_view name);

/// Winners and substitutes of one draw at most: each is an event, and a place in one line of the
/// published list.
inline constexpr std::uint64_t drawn_max = 10'000;

[[nodiscard]] draw_entry entry_of(std::string_view draw, const session_id& session);

/// What is published before the draw: SHA-256("chant draw commitment 1\0" ‖ draw ‖ "\0" ‖ salt).
[[nodiscard]] sha256_digest commitment_to(std::string_view draw, const draw_salt& salt);

/// What goes into the seed; none of it can be chosen with the outcome known by whoever does not
/// hold all of it (docs/draw.md says what that means for whom).
struct draw_ingredients {
  std::string_view draw;
  draw_salt salt;
  sha256_digest chain;      ///< the log's hash chain over every event before the closing offset
  std::string_view beacon;  ///< a public chance named beforehand, such as lottery numbers; or empty
};

/// SHA-256("chant draw seed 1\0" ‖ draw ‖ "\0" ‖ salt ‖ chain ‖ beacon).
[[nodiscard]] sha256_digest seed_of(const draw_ingredients& of);

/// SHA-256("chant draw entries 1\0" ‖ the entries). Precondition: ascending, each once.
[[nodiscard]] sha256_digest digest_of(std::span<const draw_entry> entries);

/// The numbers a seed stands for: SHA-256(seed ‖ block number as 8 bytes) for blocks 0, 1, 2, …,
/// each read as four 64-bit numbers; all big-endian.
class draw_numbers {
 public:
  explicit draw_numbers(const sha256_digest& seed) : seed_(seed) {}

  [[nodiscard]] std::uint64_t next();
  /// A number from 0 to n − 1, each as likely: numbers from the largest multiple of n on are
  /// skipped, the others taken modulo n. Precondition: n > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t n);

 private:
  sha256_digest seed_;
  sha256_digest block_;
  std::uint64_t blocks_ = 0;
  std::size_t used_ = 4;  ///< numbers of the block already given
};

/// Draws `count` entries without replacement, in the order in which they are drawn; all of them
/// when there are no more than that. The order in which entries are handed over does not matter:
/// they are sorted first, and one that stands twice counts once. Then for k = 0, 1, …: the entry at
/// k changes places with the one at k + below(entries − k). So the first n drawn do not depend on
/// how many are drawn after them.
[[nodiscard]] std::vector<draw_entry> draw(const sha256_digest& seed,
                                           std::vector<draw_entry> entries, std::size_t count);

}  // namespace chant::campaign
