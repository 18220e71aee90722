// Where recordings are kept: places that fill up while a fan uploads, and finished ones under a
// name of their own.
#pragma once

#include "base/result.hpp"
#include "base/sha256.hpp"
#include "campaign/ids.hpp"
#include "campaign/media_kind.hpp"
#include "store/take_slip.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace chant::store {

/// One take, and whose it is.
struct take_name {
  campaign::session_id session;
  campaign::take_id take;
};

/// An unfinished take, open for writing at its end. One writer at a time.
class take_part {
 public:
  virtual ~take_part() = default;
  /// Quick: durable only after sync(). errc::io "take_io", errc::unavailable "disk_full": what came
  /// before stays.
  [[nodiscard]] virtual result<void> append(std::string_view bytes) = 0;
  /// The same of bytes that lie in a pipe.
  [[nodiscard]] virtual result<void> append_from(int pipe, std::size_t size) = 0;
  /// Everything appended is on disk when it returns; else what was not has been cut off. Blocks.
  [[nodiscard]] virtual result<void> sync() = 0;
  /// Bytes of the whole take so far.
  [[nodiscard]] virtual std::uint64_t size() const = 0;
};

/// What was announced of a take before its bytes came.
struct announced_take {
  std::optional<campaign::media_kind> kind = {};
  std::optional<sha256_digest> digest = {};
};

/// A finished take, as its bytes say.
struct kept_take {
  std::uint64_t size_bytes = 0;
  sha256_digest digest;  ///< the one announced, unchecked; else made by reading all of it
  campaign::sniffed_media media;
};

/// Thread-safe; what is appended to one take is one thread's business at a time. Blocks: call it
/// from a pool thread. Errors of kind errc::io have the code "take_io".
class take_store {
 public:
  virtual ~take_store() = default;

  /// Makes an empty place; durable when it returns. errc::unavailable when the disk is nearly full.
  [[nodiscard]] virtual result<void> begin(const take_slip& slip) = 0;
  /// errc::not_found "upload_unknown" when the take is finished with, or never was.
  [[nodiscard]] virtual result<take_slip> slip_of(const take_name& name) const = 0;
  /// Bytes there are, of an unfinished or a finished take. errc::not_found "upload_unknown".
  [[nodiscard]] virtual result<std::uint64_t> size_of(const take_name& name) const = 0;
  /// Opens an unfinished take. errc::not_found "upload_unknown"; errc::unavailable.
  [[nodiscard]] virtual result<std::unique_ptr<take_part>> resume(const take_name& name) = 0;
  /// Gives a take that is all there its final name; durable when it returns, and harmless when it
  /// was done before. errc::not_found "upload_unknown"; errc::refused "media_type_unknown", or
  /// "media_type_differs" when it is not of the kind announced.
  [[nodiscard]] virtual result<kept_take> keep(const take_name& name,
                                               const announced_take& announced) = 0;
  /// Nothing is left to be done for a finished take: its slip goes.
  virtual void settle(const take_name& name) = 0;
  /// Removes all there is of a take, or of a session's takes, for good. Harmless when nothing is.
  [[nodiscard]] virtual result<void> discard(const take_name& name) = 0;
  [[nodiscard]] virtual result<void> discard_all(const campaign::session_id& session) = 0;
  /// The takes that are begun and not settled.
  [[nodiscard]] virtual std::vector<take_slip> unsettled() const = 0;
};

}  // namespace chant::store
