// Turns a name into placed glyphs: scripts, directions and missing fonts are Pango's business, the
// outlines HarfBuzz's.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace chant::render {

/// A glyph's contours at 100 pixels, y upwards; tags and ends as FreeType wants them.
struct outline {
  std::vector<float> x;
  std::vector<float> y;
  std::vector<char> tags;
  std::vector<short> ends;
};

/// A glyph and where its origin stands, in the same pixels as the typeset it belongs to, y down.
struct placed_glyph {
  const outline* shape = nullptr;
  float x = 0;
  float y = 0;
};

/// A name set in one or more lines. Lengths are pixels at `pixels` per em.
struct typeset {
  double pixels = 100;
  double ink_x = 0;
  double ink_y = 0;
  double ink_width = 0;
  double ink_height = 0;
  double baseline = 0;  ///< of the last line
  unsigned lines = 1;
  bool shortened = false;            ///< ends in an ellipsis
  std::vector<placed_glyph> glyphs;  ///< empty when the name has colour: then paint() it
};

/// Four bytes a pixel, blue, green, red, alpha, premultiplied.
struct colour_block {
  unsigned width = 0;
  unsigned height = 0;
  std::vector<std::uint8_t> bgra;
};

/// One per OS thread, never shared. Uses the fonts of install_fonts(). Holds at most a few
/// thousand outlines.
class typesetter {
 public:
  typesetter();
  ~typesetter();

  struct finding {
    bool has_ink = false;
    bool has_colour = false;                ///< emoji: outlines will not do
    std::vector<std::uint32_t> undrawable;  ///< code points, each once, at most 16
  };
  /// Sets the name on one line at 100 pixels. Ends the life of every outline handed out before.
  /// `name` is valid UTF-8.
  finding set(std::string_view name, std::string_view language);

  /// The name of the last set(), on one line.
  [[nodiscard]] typeset one_line();
  /// In at most two lines of that width, shortened if it must be.
  [[nodiscard]] typeset two_lines(double width);
  /// The last of the two above once more, at a whole number of pixels, for paint().
  [[nodiscard]] typeset at_size(unsigned pixels);
  /// The result of at_size() drawn in colour, its layout's origin at (x, y) of the block.
  void paint(double x, double y, colour_block& onto);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace chant::render
