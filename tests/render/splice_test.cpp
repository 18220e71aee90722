// The heart of the renderer: replacing some restart intervals gives the very file that encoding
// the whole picture gives.
#include "render/art_painter.hpp"
#include "render/fonts.hpp"
#include "render/jpeg_encoder.hpp"
#include "render/name_blend.hpp"
#include "render/vips_pixels.hpp"
#include "tests/render/demo.hpp"

#include <rapidcheck/gtest.h>

#include <set>

namespace chant::render {
namespace {

/// Every plane of every test team, painted once.
const std::map<std::string, painted_team>& painted() {
  static const auto all = [] {
    const auto o = demo::options();
    EXPECT_TRUE(install_fonts(o.fonts_dir).has_value());
    const svg_permit permit;
    auto painter = art_painter::open({.art_dir = o.campaign_dir / "art",
                                      .flags_dir = o.flags_dir,
                                      .artist = o.artist,
                                      .song = o.song})
                       .value();
    EXPECT_TRUE(painter.prepare().has_value());
    std::map<std::string, painted_team> teams;
    for (const auto& t : o.catalogue.teams)
      teams[t.id] = painter.paint(painter.flags_of(t.id).value(), t.names.at("en")).value();
    return teams;
  }();
  return all;
}

/// The whole canvas with the name on it, blended row by row without regard to what is touched.
planes with_name(const artwork_order& order, canvas c, const name_box& box) {
  planes out = painted().at(order.team)[index_of(c)];
  typesetter type;
  const auto found = type.set(order.name, order.language);
  if (!found.undrawable.empty() || !found.has_ink) return out;
  mask_painter painter;
  name_mask mask;
  painter.draw(type, found.has_colour, box, out.mcus_wide, mask);
  name_blend blend(portable_kernels());
  blend.prepare(mask, box.is_large());
  blended_row row;
  const planes base = out;
  for (unsigned r = box.first_mcu_row(); r < box.end_mcu_row(); ++r) {
    blend.blend(base, r, 0, base.mcus_wide, row);
    std::ranges::copy(row.y, out.y.begin() + static_cast<std::ptrdiff_t>(base.luma_at(r)));
    std::ranges::copy(row.cb, out.cb.begin() + static_cast<std::ptrdiff_t>(base.chroma_at(r)));
    std::ranges::copy(row.cr, out.cr.begin() + static_cast<std::ptrdiff_t>(base.chroma_at(r)));
  }
  return out;
}

std::string full_encode(const std::shared_ptr<const base_pictures>& bases,
                        const artwork_order& order, campaign::layout which) {
  const auto c = canvas_of(which);
  const auto size = campaign::size_of(which);
  const auto whole = with_name(order, c, bases->box(c));
  jpeg_encoder encoder(bases->quality());
  return std::string(encoder.encode({size.width, size.height, interval_of(c)},
                                    cut(whole, rows_cropped(which), mcus_for(size.height)),
                                    (*bases->find(order.team))[c].tables));
}

const std::vector<std::string> syllables{"An",  "na", "Zoë", " ",    "O’", "Łu", "İ", "ж",  "Ω",
                                         "علي", "שי", "王",  "さく", "김", "नी", "กุ", "🎤", "ş"};

rc::Gen<artwork_order> orders() {
  const auto name =
      rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(syllables)),
                   [](const std::vector<std::string>& parts) {
                     std::string all;
                     for (std::size_t i = 0; i < parts.size() && i < 40; ++i) all += parts[i];
                     return all;
                   });
  return rc::gen::build<artwork_order>(
      rc::gen::set(&artwork_order::team, rc::gen::elementOf(demo::teams)),
      rc::gen::set(&artwork_order::name, name),
      rc::gen::set(&artwork_order::language, rc::gen::element<std::string>("en", "ja", "ar")));
}

RC_GTEST_PROP(Splice, EqualsAFullEncodeByteForByte, ()) {
  const auto order = *orders();
  const auto quality = *rc::gen::element(70, 88, 95);
  const auto bases = demo::bases(quality);
  const auto drawn = renderer(bases).render(order).value();
  for (const auto which : campaign::all_layouts)
    RC_ASSERT(demo::jpeg(bases, order.team, which, drawn.kept) == full_encode(bases, order, which));
}

/// The MCUs in which blending over an even grey of that light changes a sample.
std::set<std::pair<unsigned, unsigned>> changed_over(std::uint8_t light, const name_box& box,
                                                     unsigned mcus_wide, name_blend& blend) {
  planes base(mcus_wide, box.first_mcu_row(), box.end_mcu_row() - box.first_mcu_row());
  std::ranges::fill(base.y, light);
  std::set<std::pair<unsigned, unsigned>> changed;
  blended_row row;
  for (unsigned r = box.first_mcu_row(); r < box.end_mcu_row(); ++r) {
    blend.blend(base, r, 0, mcus_wide, row);
    for (std::size_t i = 0; i < row.y.size(); ++i)
      if (row.y[i] != light)
        changed.emplace(static_cast<unsigned>(i % base.luma_stride() / mcu), r);
  }
  return changed;
}

RC_GTEST_PROP(Splice, TouchesExactlyTheMcusThatTheNameChanges, ()) {
  const auto order = *orders();
  const auto bases = demo::bases();
  typesetter type;
  const auto found = type.set(order.name, order.language);
  if (!found.undrawable.empty() || !found.has_ink) RC_DISCARD("nothing to draw");
  for (const auto c : all_canvases) {
    const auto& box = bases->box(c);
    const auto wide = mcus_for(size_of(c).width);
    mask_painter painter;
    name_mask mask;
    painter.draw(type, found.has_colour, box, wide, mask);
    name_blend blend(best_kernels());
    blend.prepare(mask, box.is_large());
    // Letters show on black, their shadow on white.
    auto changed = changed_over(0, box, wide, blend);
    changed.merge(changed_over(255, box, wide, blend));
    std::set<std::pair<unsigned, unsigned>> touched;
    for (unsigned r = 0; r < mcus_for(size_of(c).height); ++r)
      for (unsigned column = 0; column < wide; ++column)
        if (blend.touches(column, r)) touched.emplace(column, r);
    RC_ASSERT(touched == changed);
  }
}

}  // namespace
}  // namespace chant::render
