// Paints a team's pictures without a name: its flag, and over it the campaign's SVG layers.
#pragma once

#include "base/result.hpp"
#include "campaign/texts.hpp"
#include "render/name_box.hpp"
#include "render/planes.hpp"
#include "render/team_base.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace chant::render {

/// art/cover/*.svg and art/social/*.svg, in the order of their names, each the size of its canvas.
/// One of them holds the name's box. A layer may name {artist}, {song}, {team} (in capitals), and
/// any {file.svg} of art/, whose contents it takes in.
class art_painter {
 public:
  struct options {
    std::filesystem::path art_dir;
    std::filesystem::path flags_dir;
    std::string artist;
    std::string song;
  };

  /// Reads every layer. errc::invalid_config, code art_missing or art_without_name_box.
  [[nodiscard]] static result<art_painter> open(const options& o);

  /// Of everything that was read, flags left out.
  [[nodiscard]] const std::string& digest() const { return digest_; }
  [[nodiscard]] const std::array<name_box, 2>& boxes() const { return boxes_; }
  /// The two drawings of the flag, as files; errc::invalid_config, code flag_missing.
  [[nodiscard]] result<std::array<std::string, 2>> flags_of(const std::string& team) const;

  /// Draws the layers that are the same for every team; errc::invalid_config, code art_unusable.
  [[nodiscard]] result<void> prepare();
  /// Thread-safe after prepare(). errc::invalid_config, code art_unusable.
  [[nodiscard]] result<painted_team> paint(const std::array<std::string, 2>& flags,
                                           std::string_view team_name) const;

 private:
  /// Straight alpha, red green blue alpha.
  using rgba = std::vector<std::uint8_t>;
  struct layer {
    std::string svg;
    bool per_team = false;
    rgba drawn;  // unless per_team
  };

  [[nodiscard]] result<void> read_layers(canvas c);

  options options_;
  std::array<std::vector<layer>, 2> layers_;
  std::array<name_box, 2> boxes_;
  std::string digest_;
};

}  // namespace chant::render
