#include "config/campaign_media.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <vector>

namespace chant::config {

namespace {

using std::filesystem::path;
using fault = std::expected<void, media_fault>;

constexpr std::array<std::string_view, 6> keys{"backing", "guide",  "lyrics",
                                               "film",    "poster", "captions"};
constexpr std::string_view each_language = "{language}";

std::unexpected<media_fault> fail(std::string_view key, std::string why) {
  return std::unexpected(media_fault{fmt::format("media.{}", key), std::move(why)});
}

/// A name, or a list of them from the best to the one that every browser can play.
std::vector<std::string> names(const toml::node& value) {
  std::vector<std::string> all;
  if (const auto one = value.value<std::string>()) all.push_back(*one);
  if (const auto* list = value.as_array()) {
    for (const auto& item : *list) all.push_back(item.value<std::string>().value_or(""));
  }
  return all;
}

/// Files are published: nothing outside the campaign's directory may be named.
bool stays_inside(const path& name) {
  return !name.empty() && name.is_relative() && std::ranges::find(name, path("..")) == name.end();
}

fault check_file(std::string_view key, const std::string& name, const path& dir) {
  std::error_code unreadable;
  if (!stays_inside(name))
    return fail(key, fmt::format("'{}' is no file inside the campaign's directory", name));
  if (!std::filesystem::is_regular_file(dir / name, unreadable))
    return fail(key, fmt::format("{} is missing", name));
  return {};
}

fault check_name(std::string_view key, const std::string& name, const path& dir,
                 std::span<const std::string> languages) {
  const auto at = name.find(each_language);
  if (at == std::string::npos) return check_file(key, name, dir);
  for (const auto& language : languages) {
    auto own = name;
    own.replace(at, each_language.size(), language);
    if (auto checked = check_file(key, own, dir); !checked) return checked;
  }
  return {};
}

}  // namespace

std::expected<void, media_fault> check_media(std::string_view campaign_toml, const path& dir,
                                             std::span<const std::string> languages) {
  const auto campaign = toml::parse(campaign_toml);
  if (!campaign.contains("media")) return {};
  const auto* media = campaign["media"].as_table();
  if (media == nullptr) return std::unexpected(media_fault{"media", "media must be a table"});
  for (const std::string_view key : {"backing", "lyrics"})
    if (!media->contains(key)) return fail(key, fmt::format("media.{} is missing", key));
  if (media->contains("film") && !media->contains("poster"))
    return fail("poster", "media.poster is missing: a film needs a picture before it plays");
  for (const auto& [name, value] : *media) {
    const auto key = name.str();
    if (std::ranges::find(keys, key) == keys.end())
      return fail(key, fmt::format("media.{} is unknown", key));
    const auto files = names(value);
    if (files.empty()) return fail(key, fmt::format("media.{} must name a file", key));
    for (const auto& file : files)
      if (auto checked = check_name(key, file, dir, languages); !checked) return checked;
  }
  return {};
}

}  // namespace chant::config
