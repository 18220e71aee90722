#include "render/typesetter.hpp"

#include "base/text.hpp"

#include <hb-ot.h>
#include <hb.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <unordered_map>

namespace chant::render {
namespace {

constexpr double design_pixels = 100;
/// Display type wants to stand closer; other scripts join their letters and are left alone.
constexpr double tracking = -0.015;
constexpr std::size_t outline_limit = 6000;  // about 1 kB each; a stampede of CJK names stays below
constexpr std::size_t undrawable_limit = 16;
constexpr double line_spacing = 0.86;

template <auto Free>
struct deleter {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using layout_ptr = std::unique_ptr<PangoLayout, deleter<g_object_unref>>;
using iter_ptr = std::unique_ptr<PangoLayoutIter, deleter<pango_layout_iter_free>>;

double px(int units) { return static_cast<double>(units) / PANGO_SCALE; }
int units(double pixels) { return static_cast<int>(std::lround(pixels * PANGO_SCALE)); }

template <class Visit>
void for_each_code_point(std::string_view text, Visit visit) {
  for (const char* p = text.data(); p < text.data() + text.size(); p = g_utf8_next_char(p))
    visit(g_utf8_get_char(p));
}

bool is_visible(gunichar c) {
  const auto kind = category_of(c);
  return kind != category::control && kind != category::format && kind != category::separator &&
         !g_unichar_isspace(c) && !g_unichar_iszerowidth(c);
}

struct scripts_found {
  bool only_alphabets = true;  ///< Latin, Greek and Cyrillic
  bool han = false, kana = false, hangul = false;
};

scripts_found look_at(std::string_view text) {
  scripts_found found;
  for_each_code_point(text, [&](gunichar c) {
    const auto script = g_unichar_get_script(c);
    found.han |= script == G_UNICODE_SCRIPT_HAN;
    found.kana |= script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA;
    found.hangul |= script == G_UNICODE_SCRIPT_HANGUL;
    found.only_alphabets &= script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_GREEK ||
                            script == G_UNICODE_SCRIPT_CYRILLIC ||
                            script == G_UNICODE_SCRIPT_COMMON ||
                            script == G_UNICODE_SCRIPT_INHERITED;
  });
  return found;
}

bool begins(std::string_view text, std::string_view with) { return text.starts_with(with); }

/// The language fontconfig knows that draws this name as its owner writes it. The letters decide
/// first: kana are Japanese, hangul Korean; bare Han characters follow the fan's language, and
/// Chinese where that says nothing.
std::string language_for(const scripts_found& found, std::string_view language) {
  if (found.kana) return "ja";
  if (found.hangul) return "ko";
  if (begins(language, "zh-Hant") || begins(language, "zh-TW") || begins(language, "zh-HK"))
    return "zh-tw";
  if (begins(language, "zh")) return "zh-cn";
  if (found.han && !begins(language, "ja") && !begins(language, "ko")) return "zh-cn";
  return std::string(language);
}

// HarfBuzz hands over a glyph's contours one pen movement at a time.
void add(void* to, float x, float y, char tag) {
  auto& o = *static_cast<outline*>(to);
  o.x.push_back(x);
  o.y.push_back(y);
  o.tags.push_back(tag);
}
constexpr char on_curve = 1, quadratic = 0, cubic = 2;  // FreeType's tags

void pen_to(hb_draw_funcs_t*, void* to, hb_draw_state_t*, float x, float y, void*) {
  add(to, x, y, on_curve);
}
void pen_quadratic(hb_draw_funcs_t*, void* to, hb_draw_state_t*, float cx, float cy, float x,
                   float y, void*) {
  add(to, cx, cy, quadratic);
  add(to, x, y, on_curve);
}
void pen_cubic(hb_draw_funcs_t*, void* to, hb_draw_state_t*, float ax, float ay, float bx, float by,
               float x, float y, void*) {
  add(to, ax, ay, cubic);
  add(to, bx, by, cubic);
  add(to, x, y, on_curve);
}
void pen_close(hb_draw_funcs_t*, void* to, hb_draw_state_t*, void*) {
  auto& o = *static_cast<outline*>(to);
  o.ends.push_back(static_cast<short>(o.x.size() - 1));
}

struct glyph_key {
  const hb_font_t* font;
  std::uint32_t glyph;
  friend bool operator==(const glyph_key&, const glyph_key&) = default;
};
struct glyph_hash {
  std::size_t operator()(const glyph_key& k) const {
    return std::hash<const void*>()(k.font) * 31 + k.glyph * std::size_t{0x9E3779B97F4A7C15};
  }
};

/// Outlines by font and glyph. Fonts are kept alive as long as one of their outlines is.
class outline_cache {
 public:
  outline_cache() : pens_(hb_draw_funcs_create()) {
    hb_draw_funcs_set_move_to_func(pens_, pen_to, nullptr, nullptr);
    hb_draw_funcs_set_line_to_func(pens_, pen_to, nullptr, nullptr);
    hb_draw_funcs_set_quadratic_to_func(pens_, pen_quadratic, nullptr, nullptr);
    hb_draw_funcs_set_cubic_to_func(pens_, pen_cubic, nullptr, nullptr);
    hb_draw_funcs_set_close_path_func(pens_, pen_close, nullptr, nullptr);
  }
  ~outline_cache() {
    clear();
    hb_draw_funcs_destroy(pens_);
  }
  outline_cache(const outline_cache&) = delete;
  outline_cache& operator=(const outline_cache&) = delete;

  void clear_when_full() {
    if (outlines_.size() >= outline_limit) clear();
  }

  const outline* find(hb_font_t* font, std::uint32_t glyph) {
    const auto [at, is_new] = outlines_.try_emplace({font, glyph});
    if (is_new) draw(font, glyph, at->second);
    return &at->second;
  }

 private:
  void draw(hb_font_t* font, std::uint32_t glyph, outline& into) {
    hb_font_reference(font);
    hb_font_get_glyph_shape(font, glyph, pens_, &into);
    int x_scale = 0;
    int y_scale = 0;
    hb_font_get_scale(font, &x_scale, &y_scale);
    const auto shrink_x = static_cast<float>(design_pixels / std::abs(x_scale));
    const auto shrink_y = static_cast<float>(design_pixels / y_scale);
    for (auto& x : into.x) x *= shrink_x;
    for (auto& y : into.y) y *= shrink_y;
  }
  void clear() {
    for (const auto& [key, unused] : outlines_) hb_font_destroy(const_cast<hb_font_t*>(key.font));
    outlines_.clear();
  }

  hb_draw_funcs_t* pens_;
  std::unordered_map<glyph_key, outline, glyph_hash> outlines_;
};

}  // namespace

struct typesetter::state {
  PangoFontMap* fonts = pango_cairo_font_map_new();
  PangoContext* context = nullptr;
  PangoFontDescription* description = pango_font_description_new();
  outline_cache outlines;
  layout_ptr base;     // one line at the design size
  layout_ptr current;  // what at_size() and paint() work on
  double wrap_width = 0;
  bool tracked = false;
  bool has_colour = false;

  state() {
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72);
    context = pango_font_map_create_context(fonts);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_font_description_set_family(description, "Chant Display");
    pango_font_description_set_weight(description, PANGO_WEIGHT_HEAVY);
    pango_font_description_set_absolute_size(description, units(design_pixels));
  }
  ~state() {
    current.reset();
    base.reset();
    pango_font_description_free(description);
    g_object_unref(context);
    g_object_unref(fonts);
  }

  void track(PangoLayout* layout, double pixels) const {
    if (!tracked) return;
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(units(tracking * pixels)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
  }
  void inspect(finding& found) const;
  typeset measure(double pixels);
  void collect(PangoLayoutRun* run, double x, double baseline, typeset& into);
};

namespace {

void report(std::vector<std::uint32_t>& list, std::uint32_t code_point) {
  if (list.size() < undrawable_limit && std::ranges::find(list, code_point) == list.end())
    list.push_back(code_point);
}

bool draws_colour(PangoFont* font) {
  hb_face_t* face = hb_font_get_face(pango_font_get_hb_font(font));
  return hb_ot_color_has_png(face) || hb_ot_color_has_layers(face) || hb_ot_color_has_svg(face);
}

/// Unknown glyphs carry their code point; a run of visible characters without any ink is a font
/// that failed us in silence, and counts as unknown too.
void inspect_run(PangoLayoutRun* run, std::string_view text, typesetter::finding& found) {
  const auto* glyphs = run->glyphs;
  bool unknown = false;
  for (int i = 0; i < glyphs->num_glyphs; ++i) {
    const PangoGlyph g = glyphs->glyphs[i].glyph;
    if (g == PANGO_GLYPH_EMPTY || !(g & PANGO_GLYPH_UNKNOWN_FLAG)) continue;
    unknown = true;
    report(found.undrawable, g & ~PANGO_GLYPH_UNKNOWN_FLAG);
  }
  if (unknown) return;
  PangoFont* font = run->item->analysis.font;
  PangoRectangle ink{};
  pango_glyph_string_extents(run->glyphs, font, &ink, nullptr);
  if (ink.width > 0) {
    found.has_ink = true;
    found.has_colour |= draws_colour(font);
    return;
  }
  const auto part = text.substr(static_cast<std::size_t>(run->item->offset),
                                static_cast<std::size_t>(run->item->length));
  for_each_code_point(part, [&](gunichar c) {
    if (is_visible(c)) report(found.undrawable, c);
  });
}

}  // namespace

void typesetter::state::inspect(finding& found) const {
  const std::string_view text = pango_layout_get_text(base.get());
  const iter_ptr at(pango_layout_get_iter(base.get()));
  do {
    if (auto* run = pango_layout_iter_get_run_readonly(at.get())) inspect_run(run, text, found);
  } while (pango_layout_iter_next_run(at.get()));
}

void typesetter::state::collect(PangoLayoutRun* run, double x, double baseline, typeset& into) {
  hb_font_t* font = pango_font_get_hb_font(run->item->analysis.font);
  for (int i = 0; i < run->glyphs->num_glyphs; ++i) {
    const auto& g = run->glyphs->glyphs[i];
    if (g.glyph != PANGO_GLYPH_EMPTY && !(g.glyph & PANGO_GLYPH_UNKNOWN_FLAG))
      into.glyphs.push_back({outlines.find(font, g.glyph),
                             static_cast<float>(x + px(g.geometry.x_offset)),
                             static_cast<float>(baseline + px(g.geometry.y_offset))});
    x += px(g.geometry.width);
  }
}

typeset typesetter::state::measure(double pixels) {
  PangoRectangle ink{};
  pango_layout_get_extents(current.get(), &ink, nullptr);
  typeset set;
  set.pixels = pixels;
  set.ink_x = px(ink.x);
  set.ink_y = px(ink.y);
  set.ink_width = px(ink.width);
  set.ink_height = px(ink.height);
  set.lines = static_cast<unsigned>(pango_layout_get_line_count(current.get()));
  set.shortened = pango_layout_is_ellipsized(current.get()) != FALSE;
  const iter_ptr at(pango_layout_get_iter(current.get()));
  do {
    set.baseline = px(pango_layout_iter_get_baseline(at.get()));
    auto* run = pango_layout_iter_get_run_readonly(at.get());
    if (!run || has_colour) continue;
    PangoRectangle logical{};
    pango_layout_iter_get_run_extents(at.get(), nullptr, &logical);
    collect(run, px(logical.x), set.baseline, set);
  } while (pango_layout_iter_next_run(at.get()));
  return set;
}

typesetter::typesetter() : state_(std::make_unique<state>()) {}
typesetter::~typesetter() = default;

typesetter::finding typesetter::set(std::string_view name, std::string_view language) {
  auto& s = *state_;
  s.outlines.clear_when_full();
  const auto scripts = look_at(name);
  s.tracked = scripts.only_alphabets;
  const auto tag = language_for(scripts, language);
  pango_context_set_language(s.context, pango_language_from_string(tag.c_str()));
  s.base.reset(pango_layout_new(s.context));
  pango_layout_set_font_description(s.base.get(), s.description);
  pango_layout_set_single_paragraph_mode(s.base.get(), TRUE);
  pango_layout_set_text(s.base.get(), name.data(), static_cast<int>(name.size()));
  s.track(s.base.get(), design_pixels);
  finding found;
  s.inspect(found);
  s.has_colour = found.has_colour;
  return found;
}

typeset typesetter::one_line() {
  auto& s = *state_;
  s.wrap_width = 0;
  s.current.reset(PANGO_LAYOUT(g_object_ref(s.base.get())));
  return s.measure(design_pixels);
}

typeset typesetter::two_lines(double width) {
  auto& s = *state_;
  s.wrap_width = width;
  s.current.reset(pango_layout_copy(s.base.get()));
  auto* layout = s.current.get();
  pango_layout_set_single_paragraph_mode(layout, FALSE);
  pango_layout_set_width(layout, units(width));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height(layout, -2);
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_line_spacing(layout, static_cast<float>(line_spacing));
  return s.measure(design_pixels);
}

typeset typesetter::at_size(unsigned pixels) {
  auto& s = *state_;
  s.current.reset(pango_layout_copy(s.current.get()));
  auto* layout = s.current.get();
  PangoFontDescription* sized = pango_font_description_copy(s.description);
  pango_font_description_set_absolute_size(sized, units(pixels));
  pango_layout_set_font_description(layout, sized);
  pango_font_description_free(sized);
  s.track(layout, pixels);
  // Emoji advance by whole pixels: a little room keeps the lines broken where they were.
  if (s.wrap_width > 0)
    pango_layout_set_width(layout, units(s.wrap_width * pixels / design_pixels + 4));
  return s.measure(pixels);
}

void typesetter::paint(double x, double y, colour_block& onto) {
  const auto width = static_cast<int>(onto.width);
  const auto height = static_cast<int>(onto.height);
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      onto.bgra.data(), CAIRO_FORMAT_ARGB32, width, height, 4 * width);
  cairo_t* pen = cairo_create(surface);
  cairo_set_source_rgb(pen, 1, 1, 1);
  cairo_translate(pen, x, y);
  pango_cairo_show_layout(pen, state_->current.get());
  cairo_destroy(pen);
  cairo_surface_destroy(surface);
}

}  // namespace chant::render
