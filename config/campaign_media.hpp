// A campaign's [media] table: the song to sing to, its guide and lyrics, and the film.
#pragma once

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace chant::config {

/// What is wrong with the table: the key and a sentence.
struct media_fault {
  std::string key;  ///< "media.film"
  std::string why;
};

/// Checks the [media] table of `campaign_toml` (the bytes of a campaign.toml that parses); a
/// campaign may have none. `backing` and `lyrics` must be named, a film needs a poster, an unknown
/// key is an error. Every file named must be there, inside `dir`; `{language}` in a name stands for
/// each of `languages`. The server only checks them: the site's build is who reads them.
[[nodiscard]] std::expected<void, media_fault> check_media(std::string_view campaign_toml,
                                                           const std::filesystem::path& dir,
                                                           std::span<const std::string> languages);

}  // namespace chant::config
