// The demo campaign's base pictures for tests: a few teams, no cache unless one is asked for.
#pragma once

#include "render/assemble.hpp"
#include "render/base_pictures.hpp"
#include "render/renderer.hpp"
#include "render/resources.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace chant::render::demo {

/// fr: vertical stripes; gb-eng: white; es: a busy emblem; de: a black stripe.
inline const std::vector<std::string> teams{"fr", "gb-eng", "es", "de"};

inline base_pictures::options options(int quality = 88) {
  base_pictures::options o;
  o.campaign_dir = std::filesystem::path(CHANT_SOURCE_DIR) / "config" / "campaigns" / "demo";
  o.fonts_dir = default_fonts_dir();
  o.flags_dir = default_flags_dir();
  o.catalogue.campaign = "demo";
  o.catalogue.languages = {"en"};
  o.catalogue.teams = {{.id = "fr", .names = {{"en", "France"}}},
                       {.id = "gb-eng", .names = {{"en", "England"}}},
                       {.id = "es", .names = {{"en", "Spain"}}},
                       {.id = "de", .names = {{"en", "Germany"}}}};
  o.artist = "VELA";
  o.song = "One More Voice";
  o.quality = quality;
  return o;
}

/// Built once per process and quality: it costs most of a second.
inline std::shared_ptr<const base_pictures> bases(int quality = 88) {
  static std::map<int, std::shared_ptr<const base_pictures>> built;
  auto& b = built[quality];
  if (!b) {
    auto loaded = base_pictures::load(options(quality));
    if (!loaded) throw std::runtime_error(loaded.error().code + ": " + loaded.error().detail);
    b = *loaded;
  }
  return b;
}

/// The complete file.
inline std::string jpeg(const std::shared_ptr<const base_pictures>& b, const std::string& team,
                        campaign::layout which, const strips& kept) {
  const auto whole = assemble(b, team, which, kept);
  EXPECT_TRUE(whole.has_value()) << (whole ? "" : whole.error().code);
  return whole ? whole->flatten() : std::string();
}

}  // namespace chant::render::demo
