#include "http/media_type.hpp"

#include <algorithm>
#include <array>

namespace chant::http {

namespace {

constexpr std::array media_types{
    media_type{".html", "text/html; charset=utf-8", true},
    media_type{".css", "text/css; charset=utf-8", true},
    media_type{".js", "text/javascript; charset=utf-8", true},
    media_type{".mjs", "text/javascript; charset=utf-8", true},
    media_type{".json", "application/json", true},
    media_type{".map", "application/json", true},
    media_type{".svg", "image/svg+xml", true},
    media_type{".txt", "text/plain; charset=utf-8", true},
    media_type{".xml", "application/xml", true},
    media_type{".webmanifest", "application/manifest+json", true},
    media_type{".vtt", "text/vtt; charset=utf-8", true},
    media_type{".wasm", "application/wasm", true},
    media_type{".ico", "image/x-icon", true},
    media_type{".png", "image/png", false},
    media_type{".jpg", "image/jpeg", false},
    media_type{".jpeg", "image/jpeg", false},
    media_type{".webp", "image/webp", false},
    media_type{".avif", "image/avif", false},
    media_type{".woff2", "font/woff2", false},
    media_type{".mp3", "audio/mpeg", false},
    media_type{".m4a", "audio/mp4", false},
    media_type{".ogg", "audio/ogg", false},
    media_type{".opus", "audio/ogg", false},
    media_type{".wav", "audio/wav", false},
    media_type{".mp4", "video/mp4", false},
    media_type{".webm", "video/webm", false},
    media_type{".pdf", "application/pdf", false},
};
constexpr media_type unknown_type{"", "application/octet-stream", false};

}  // namespace

const media_type& media_type_of(std::string_view path) {
  const auto* at = std::ranges::find_if(
      media_types, [&](const media_type& t) { return path.ends_with(t.ending); });
  return at == media_types.end() ? unknown_type : *at;
}

// Vite's "name-BASE64URL8.js".
bool is_named_by_digest(std::string_view path) {
  constexpr std::size_t digest_size = 8;
  const auto name = path.substr(path.rfind('/') + 1);
  const auto stem = name.substr(0, name.rfind('.'));
  if (!path.starts_with("/assets/") || stem.size() < digest_size + 2) return false;
  const auto digest = stem.substr(stem.size() - digest_size);
  if (stem[stem.size() - digest_size - 1] != '-') return false;
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-';
  };
  // A word of small letters, as in "share-pictures.css", is a name.
  const auto tells = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return std::ranges::all_of(digest, fits) && std::ranges::any_of(digest, tells);
}

}  // namespace chant::http
