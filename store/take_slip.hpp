// What is known of a take before it is all there; kept in a file beside its bytes.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/sha256.hpp"
#include "campaign/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chant::store {

struct take_slip {
  campaign::take_id take;
  campaign::session_id session;
  std::uint64_t size_bytes = 0;
  std::string media_type;                    ///< as announced
  std::optional<std::string> timing;         ///< a JSON object of what the browser measured
  std::string metadata;                      ///< the upload's metadata as the client wrote it
  timestamp expires;                         ///< then an unfinished take is given up
  std::optional<sha256_digest> digest = {};  ///< as announced, of all its bytes

  friend bool operator==(const take_slip&, const take_slip&) = default;
};

/// The bytes of a slip file (store/FORMAT.md).
[[nodiscard]] std::string encode(const take_slip& slip);
/// errc::corrupt "slip_malformed"; "slip_of_newer_version".
[[nodiscard]] result<take_slip> decode_slip(std::string_view bytes);

}  // namespace chant::store
