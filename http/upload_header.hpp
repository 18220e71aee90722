// The header fields of tus uploads (tus.io, protocol 1.0.0), read strictly.
#pragma once

#include "base/result.hpp"
#include "campaign/take_uploads.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace chant::http {

/// Decimal digits alone, below 2^63. errc::malformed with that code and the field's name.
[[nodiscard]] result<std::uint64_t> read_count(std::string_view value, std::string_view field,
                                               std::string_view code);

using metadata_map = std::map<std::string, std::string, std::less<>>;

/// Upload-Metadata: "key base64,key base64". errc::malformed "upload_metadata_malformed".
[[nodiscard]] result<metadata_map> read_metadata(std::string_view value);

/// Upload-Checksum: "sha1 base64" or "sha256 base64". errc::malformed "checksum_unsupported" or
/// "checksum_malformed".
[[nodiscard]] result<campaign::chunk_checksum> read_checksum(std::string_view value);

/// RFC 4648 §4, with padding; nothing for anything else.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace chant::http
