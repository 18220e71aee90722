#include "campaign/media_kind.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace chant::campaign {

namespace {

struct named_kind {
  std::string_view name;
  media_kind kind;
};

constexpr std::array named_kinds{
    named_kind{"audio/webm", media_kind::webm},
    named_kind{"video/webm", media_kind::webm},
    named_kind{"audio/x-matroska", media_kind::webm},
    named_kind{"video/x-matroska", media_kind::webm},
    named_kind{"audio/ogg", media_kind::ogg},
    named_kind{"video/ogg", media_kind::ogg},
    named_kind{"application/ogg", media_kind::ogg},
    named_kind{"audio/opus", media_kind::ogg},
    named_kind{"audio/mp4", media_kind::mp4},
    named_kind{"video/mp4", media_kind::mp4},
    named_kind{"audio/m4a", media_kind::mp4},
    named_kind{"audio/x-m4a", media_kind::mp4},
    named_kind{"video/x-m4v", media_kind::mp4},
    named_kind{"video/quicktime", media_kind::mp4},
    named_kind{"audio/3gpp", media_kind::mp4},
    named_kind{"video/3gpp", media_kind::mp4},
    named_kind{"audio/3gpp2", media_kind::mp4},
    named_kind{"video/3gpp2", media_kind::mp4},
    named_kind{"audio/wav", media_kind::wav},
    named_kind{"audio/wave", media_kind::wav},
    named_kind{"audio/x-wav", media_kind::wav},
    named_kind{"audio/vnd.wave", media_kind::wav},
    named_kind{"audio/x-caf", media_kind::caf},
    named_kind{"audio/mpeg", media_kind::mp3},
    named_kind{"audio/mp3", media_kind::mp3},
    named_kind{"audio/aac", media_kind::aac},
    named_kind{"audio/aacp", media_kind::aac},
    named_kind{"audio/x-aac", media_kind::aac},
    named_kind{"audio/flac", media_kind::flac},
    named_kind{"audio/x-flac", media_kind::flac},
};

std::uint8_t at(std::string_view bytes, std::size_t index) {
  return static_cast<std::uint8_t>(bytes[index]);
}

/// ISO base media (ISO/IEC 14496-12 §4.3) and QuickTime: the first box says so, and which dialect.
std::optional<sniffed_media> sniff_boxes(std::string_view bytes) {
  if (bytes.size() < 12) return std::nullopt;
  const auto box = bytes.substr(4, 4);
  if (box == "moov" || box == "mdat" || box == "wide" || box == "free" || box == "skip")
    return sniffed_media{media_kind::mp4, "video/quicktime"};  // files older than the brand box
  if (box != "ftyp") return std::nullopt;
  const auto brand = bytes.substr(8, 4);
  if (brand == "M4A " || brand == "M4B ") return sniffed_media{media_kind::mp4, "audio/mp4"};
  if (brand == "qt  ") return sniffed_media{media_kind::mp4, "video/quicktime"};
  if (brand.starts_with("3g2")) return sniffed_media{media_kind::mp4, "video/3gpp2"};
  if (brand.starts_with("3g")) return sniffed_media{media_kind::mp4, "video/3gpp"};
  constexpr std::array<std::string_view, 4> pictures{"heic", "heix", "mif1", "avif"};
  if (std::ranges::find(pictures, brand) != pictures.end()) return std::nullopt;
  return sniffed_media{media_kind::mp4, "video/mp4"};
}

/// Matroska (RFC 8794): the EBML header names the document type within its first bytes.
std::optional<sniffed_media> sniff_ebml(std::string_view bytes) {
  if (!bytes.starts_with("\x1A\x45\xDF\xA3")) return std::nullopt;
  const auto head = bytes.substr(0, sniff_bytes);
  if (head.find("webm") != head.npos) return sniffed_media{media_kind::webm, "video/webm"};
  if (head.find("matroska") != head.npos)
    return sniffed_media{media_kind::webm, "video/x-matroska"};
  return std::nullopt;
}

/// A frame of MPEG audio (ISO/IEC 11172-3 §2.4.1.3) or of AAC in ADTS, whose layer is 0.
std::optional<sniffed_media> sniff_frames(std::string_view bytes) {
  if (bytes.size() < 4 || at(bytes, 0) != 0xFF || (at(bytes, 1) & 0xE0U) != 0xE0U)
    return std::nullopt;
  const unsigned version = at(bytes, 1) >> 3U & 3U;
  const unsigned layer = at(bytes, 1) >> 1U & 3U;
  if (layer == 0) {
    const bool twelve_bits = (at(bytes, 1) & 0xF0U) == 0xF0U;
    const unsigned rate = at(bytes, 2) >> 2U & 15U;
    if (twelve_bits && rate <= 12) return sniffed_media{media_kind::aac, "audio/aac"};
    return std::nullopt;
  }
  const unsigned bit_rate = at(bytes, 2) >> 4U;
  const unsigned rate = at(bytes, 2) >> 2U & 3U;
  if (version == 1 || bit_rate == 15 || bit_rate == 0 || rate == 3) return std::nullopt;
  return sniffed_media{media_kind::mp3, "audio/mpeg"};
}

}  // namespace

std::optional<sniffed_media> sniff_media(std::string_view bytes) {
  if (bytes.starts_with("OggS")) return sniffed_media{media_kind::ogg, "audio/ogg"};
  if (bytes.starts_with("fLaC")) return sniffed_media{media_kind::flac, "audio/flac"};
  if (bytes.starts_with("caff")) return sniffed_media{media_kind::caf, "audio/x-caf"};
  if (bytes.starts_with("ID3")) return sniffed_media{media_kind::mp3, "audio/mpeg"};
  if ((bytes.starts_with("RIFF") || bytes.starts_with("RF64")) && bytes.size() >= 12 &&
      bytes.substr(8, 4) == "WAVE")
    return sniffed_media{media_kind::wav, "audio/wav"};
  if (const auto boxes = sniff_boxes(bytes)) return boxes;
  if (const auto ebml = sniff_ebml(bytes)) return ebml;
  return sniff_frames(bytes);
}

std::optional<media_kind> kind_named(std::string_view media_type) {
  auto name = media_type.substr(0, media_type.find(';'));
  while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
  const auto* known = std::ranges::find(named_kinds, ascii_lowered(name), &named_kind::name);
  if (known == named_kinds.end()) return std::nullopt;
  return known->kind;
}

std::string_view extension_of(std::string_view media_type) {
  if (media_type == "video/quicktime") return "mov";
  if (media_type == "audio/mp4" || media_type.ends_with("m4a")) return "m4a";
  if (media_type.find("3gpp") != media_type.npos) return "3gp";
  const auto kind = kind_named(media_type);
  if (!kind) return "bin";
  switch (*kind) {
    case media_kind::webm:
      return media_type.ends_with("matroska") ? "mkv" : "webm";
    case media_kind::ogg:
      return "ogg";
    case media_kind::mp4:
      return "mp4";
    case media_kind::wav:
      return "wav";
    case media_kind::caf:
      return "caf";
    case media_kind::mp3:
      return "mp3";
    case media_kind::aac:
      return "aac";
    case media_kind::flac:
      return "flac";
  }
  return "bin";
}

}  // namespace chant::campaign
