// What a recording is, by its first bytes and by its name: the containers that browsers record into
// and that fans have on their phones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace chant::campaign {

/// A family of containers that share their first bytes.
enum class media_kind : std::uint8_t { webm, ogg, mp4, wav, caf, mp3, aac, flac };

/// What a file turned out to be. `type` lives for ever.
struct sniffed_media {
  media_kind kind;
  std::string_view type;  ///< "audio/webm"; video types where the bytes say so
};

/// Bytes at a file's beginning that sniff_media wants to see, if there are as many.
inline constexpr std::size_t sniff_bytes = 64;

/// Nothing: it is no recording that is taken here.
[[nodiscard]] std::optional<sniffed_media> sniff_media(std::string_view first_bytes);

/// The family of a media type as browsers write it, parameters and case aside; nothing for one that
/// names no family, as "application/octet-stream".
[[nodiscard]] std::optional<media_kind> kind_named(std::string_view media_type);

/// What the names of such files end in, by convention: "webm"; "bin" for what is not known.
[[nodiscard]] std::string_view extension_of(std::string_view media_type);

}  // namespace chant::campaign
