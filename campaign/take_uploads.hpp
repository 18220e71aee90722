// How recordings come in: a place for each take begun, opened by a signed grant, filled in as many
// pieces as the network needs. Implemented in actors/ over the files in store/.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/sha256.hpp"
#include "campaign/commands.hpp"
#include "campaign/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chant::campaign {

/// What a fan's browser says of a recording before it sends it.
struct take_offer {
  std::uint64_t size_bytes = 0;
  std::string media_type;                    ///< as the browser calls it
  std::string tier;                          ///< A, B, C or empty
  std::string consent;                       ///< id of the consent text that was shown
  std::optional<shown_wording> shown = {};   ///< that text, where the id is the digest of one
  std::optional<std::string> timing;         ///< a JSON object of what the browser measured
  std::optional<sha256_digest> digest = {};  ///< of the whole recording, where the browser made it
  std::string metadata;                      ///< the Upload-Metadata header as sent, to be repeated
};

/// The permission to send one take: bound to session, size and kind, and to a time. Whoever has the
/// token may use it, so it is as secret as the take.
struct take_grant {
  std::string token;  ///< [A-Za-z0-9_-], for URLs
  timestamp expires;
};

struct upload_progress {
  std::uint64_t offset = 0;  ///< every byte before it is durable
  std::uint64_t size_bytes = 0;
  timestamp expires = {};
  std::string metadata = {};  ///< as sent; empty once the take is all there
};

struct chunk_checksum {
  enum class algorithm : std::uint8_t { sha1, sha256 };
  algorithm how = algorithm::sha256;
  std::string digest;  ///< raw bytes
};

/// What a connection is about to send of a take.
struct take_piece {
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> size_bytes;  ///< nothing: not known yet
  std::optional<chunk_checksum> checksum;
};

/// Takes one piece of a take, in order, from one thread. Destroyed without finish(): the connection
/// was cut; what came is kept, unless a checksum was to vouch for it.
class take_writer {
 public:
  virtual ~take_writer() = default;
  /// Quick: memory or page cache. errc::too_large "upload_too_large" beyond the announced size,
  /// errc::refused "media_type_unknown" or "media_type_differs" by the first bytes (the take is
  /// given up), errc::conflict "upload_taken_over" by a later connection, errc::io,
  /// errc::unavailable.
  [[nodiscard]] virtual result<void> write(std::string_view bytes) = 0;
  /// Whether the next bytes may come by write_from().
  [[nodiscard]] virtual bool takes_pipes() const { return false; }
  /// As write(), of bytes that lie in a pipe: they need not pass through the process.
  [[nodiscard]] virtual result<void> write_from(int /*pipe*/, std::size_t /*size*/) { return {}; }
  /// All of the piece has come: done when it is durable and, if it was the last, the recording has
  /// been reported to its session. errc::malformed "checksum_mismatch": the piece is dropped.
  virtual void finish(completion<upload_progress> done) = 0;
};

/// Thread-safe. Completions come exactly once, on a thread of the implementation's choosing.
/// Tokens: errc::unauthorized "grant_invalid" when it was not made here, errc::gone
/// "upload_expired", errc::not_found "upload_unknown" when it was finished with or given up.
class take_uploads {
 public:
  virtual ~take_uploads() = default;
  /// Makes the place, durably, then asks the session: its refusals (errc::refused, errc::not_found,
  /// errc::gone), and errc::unavailable.
  virtual void begin(const session_id& of, take_offer what, completion<take_grant> done) = 0;
  virtual void look(std::string_view token, completion<upload_progress> done) = 0;
  /// errc::conflict "offset_mismatch" when the take stands elsewhere, "upload_locked" while another
  /// connection sends it; errc::too_large "upload_too_large" when the piece ends behind the take.
  virtual void resume(std::string_view token, take_piece piece,
                      completion<std::unique_ptr<take_writer>> done) = 0;
  /// Gives the take up, finished or not.
  virtual void drop(std::string_view token, completion<void> done) = 0;
  /// Bytes of a take at most.
  [[nodiscard]] virtual std::uint64_t largest() const = 0;
};

}  // namespace chant::campaign
