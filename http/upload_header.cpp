#include "http/upload_header.hpp"

#include "base/bytes.hpp"

#include <algorithm>
#include <charconv>

namespace chant::http {

namespace {

std::unexpected<error> malformed(std::string_view code, std::string_view field,
                                 std::string_view detail) {
  return std::unexpected(
      error{errc::malformed, std::string(code), std::string(detail), std::string(field)});
}

/// Visible ASCII without the two characters that separate.
bool is_key(std::string_view key) {
  return !key.empty() &&
         std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7f && c != ','; });
}

}  // namespace

result<std::uint64_t> read_count(std::string_view value, std::string_view field,
                                 std::string_view code) {
  constexpr std::size_t most_digits = 18;
  const bool digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  std::uint64_t count = 0;
  if (value.empty() || !digits || value.size() > most_digits)
    return malformed(code, field, "The field must be a whole number.");
  std::from_chars(value.data(), value.data() + value.size(), count);
  return count;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string url_form(text);
  while (url_form.ends_with('=') && text.size() - url_form.size() < 2) url_form.pop_back();
  for (auto& c : url_form) {
    if (c == '-' || c == '_') return std::nullopt;
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return from_base64url(url_form);
}

result<metadata_map> read_metadata(std::string_view value) {
  constexpr std::string_view field = "Upload-Metadata";
  const auto wrong = [&] {
    return malformed("upload_metadata_malformed", field,
                     "The field must be pairs of a key and base64, separated by commas.");
  };
  metadata_map pairs;
  while (!value.empty()) {
    const auto end = std::min(value.find(','), value.size());
    auto pair = value.substr(0, end);
    value.remove_prefix(std::min(end + 1, value.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    while (pair.ends_with(' ')) pair.remove_suffix(1);
    const auto space = std::min(pair.find(' '), pair.size());
    const auto key = pair.substr(0, space);
    auto decoded = from_base64(pair.substr(std::min(space + 1, pair.size())));
    if (!is_key(key) || !decoded) return wrong();
    if (!pairs.emplace(key, *std::move(decoded)).second) return wrong();
  }
  return pairs;
}

result<campaign::chunk_checksum> read_checksum(std::string_view value) {
  constexpr std::string_view field = "Upload-Checksum";
  const auto space = std::min(value.find(' '), value.size());
  const auto name = value.substr(0, space);
  campaign::chunk_checksum sum;
  std::size_t digest_bytes = 0;
  if (name == "sha256") {
    sum.how = campaign::chunk_checksum::algorithm::sha256;
    digest_bytes = 32;
  } else if (name == "sha1") {
    sum.how = campaign::chunk_checksum::algorithm::sha1;
    digest_bytes = 20;
  } else {
    return malformed("checksum_unsupported", field, "The algorithm is sha1 or sha256.");
  }
  auto digest = from_base64(value.substr(std::min(space + 1, value.size())));
  if (!digest || digest->size() != digest_bytes)
    return malformed("checksum_malformed", field, "The checksum is not a digest in base64.");
  sum.digest = *std::move(digest);
  return sum;
}

}  // namespace chant::http
