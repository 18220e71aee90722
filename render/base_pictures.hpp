// The pictures of every team before a name is on them: built once, kept on disk, shared by all.
#pragma once

#include "base/result.hpp"
#include "campaign/catalogue.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace chant::render {

struct team_base;
struct name_box;
enum class canvas : std::uint8_t;

/// Immutable after load(); safe to share between threads. About 2 MB per team.
class base_pictures {
 public:
  struct options {
    std::filesystem::path campaign_dir;  ///< its art/ is drawn
    std::filesystem::path fonts_dir;     ///< see render/resources.hpp
    std::filesystem::path flags_dir;     ///< 1x1/ and 4x3/ with an SVG per team
    std::filesystem::path cache_dir;     ///< made if missing; empty: nothing is kept
    campaign::catalogue catalogue;
    std::string artist;  ///< lettering
    std::string song;    ///< lettering
    int quality = 88;    ///< of the JPEGs, 1–100
    /// Told after each team; from several threads, one at a time.
    std::function<void(std::size_t done, std::size_t all)> progress;
  };

  /// Takes a few CPU seconds the first time, some 50 ms from the cache. Installs the fonts for the
  /// whole process, so call it before anything else sets text. Afterwards libvips refuses every
  /// format it holds unsafe. errc::invalid_config with code font_… (render/fonts.hpp),
  /// art_missing, art_unusable, art_without_name_box, flag_missing; errc::io is never fatal here:
  /// a cache that cannot be written is done without.
  [[nodiscard]] static result<std::shared_ptr<const base_pictures>> load(const options& o);
  ~base_pictures();

  /// Names everything that determines the bytes of a picture: art, flags, fonts, lettering,
  /// quality, library versions, Chant's own way of drawing. 64 hex digits.
  [[nodiscard]] const std::string& revision() const;
  [[nodiscard]] int quality() const;

  /// Null for a team that is not in the catalogue.
  [[nodiscard]] const team_base* find(std::string_view team) const;
  [[nodiscard]] const name_box& box(canvas c) const;

 private:
  struct state;
  explicit base_pictures(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace chant::render
