#include "render/renderer.hpp"

#include "base/text.hpp"
#include "render/jpeg_encoder.hpp"
#include "render/name_blend.hpp"
#include "render/name_mask.hpp"
#include "render/strip_codec.hpp"
#include "render/team_base.hpp"
#include "render/typesetter.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace chant::render {
namespace {

/// The numbers of the intervals that hold a touched MCU, in order.
std::vector<std::uint32_t> touched_intervals(const name_blend& blend, const name_mask& mask,
                                             canvas c) {
  const unsigned length = interval_of(c);
  const unsigned per_row = intervals_per_row(c);
  std::vector<std::uint32_t> numbers;
  for (unsigned row = mask.first_mcu_row; row < mask.first_mcu_row + mask.mcu_rows; ++row)
    for (unsigned i = mask.first_mcu_column / length; i < per_row; ++i) {
      bool any = false;
      for (unsigned x = i * length; x < (i + 1) * length && !any; ++x) any = blend.touches(x, row);
      if (any) numbers.push_back(row * per_row + i);
    }
  return numbers;
}

}  // namespace

struct renderer::state {
  explicit state(std::shared_ptr<const base_pictures> b)
      : bases(std::move(b)), encoder(bases->quality()) {}

  std::shared_ptr<const base_pictures> bases;
  jpeg_encoder encoder;
  typesetter type;
  mask_painter painter;
  name_mask mask;
  name_blend blend{best_kernels()};
  blended_row row;
  std::array<std::string, 2> coded;  // the encoder's output, as segments point into it

  segments draw(const team_base& base, canvas c, bool has_colour);
  void encode(const team_base::drawing& drawing, canvas c,
              const std::vector<std::uint32_t>& numbers);
};

/// Makes one tall picture, an interval wide, of all that is touched: libjpeg then does the least
/// work, and its restart markers tell the intervals apart.
void renderer::state::encode(const team_base::drawing& drawing, canvas c,
                             const std::vector<std::uint32_t>& numbers) {
  const unsigned length = interval_of(c);
  const unsigned per_row = intervals_per_row(c);
  const auto height = static_cast<unsigned>(numbers.size()) * mcu;
  encoder.begin({.width = length * mcu, .height = height, .interval = length, .tables = false},
                drawing.tables);
  const auto& band = drawing.band;
  for (std::size_t i = 0; i < numbers.size();) {
    const unsigned mcu_row = numbers[i] / per_row;
    auto end = i;
    while (end < numbers.size() && numbers[end] / per_row == mcu_row) ++end;
    const unsigned first = numbers[i] % per_row * length;
    const unsigned last = (numbers[end - 1] % per_row + 1) * length;
    blend.blend(band, mcu_row, first, last, row);
    for (; i < end; ++i) {
      const std::size_t x = std::size_t{numbers[i] % per_row} * length * mcu;
      encoder.write(&row.y[x], band.luma_stride(), &row.cb[x / 2], &row.cr[x / 2],
                    band.chroma_stride());
    }
  }
}

segments renderer::state::draw(const team_base& base, canvas c, bool has_colour) {
  const auto& box = bases->box(c);
  painter.draw(type, has_colour, box, mcus_for(size_of(c).width), mask);
  blend.prepare(mask, box.is_large());
  const auto numbers = touched_intervals(blend, mask, c);
  if (numbers.empty()) return {};
  encode(base[c], c, numbers);
  auto& bytes = coded[index_of(c)];
  bytes = encoder.finish();
  const auto index = index_intervals(bytes).value();
  segments changed;
  changed.reserve(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    changed.push_back({numbers[i], std::string_view(bytes).substr(
                                       index.starts[i], index.stop(i) - index.starts[i])});
  return changed;
}

renderer::renderer(std::shared_ptr<const base_pictures> bases)
    : state_(std::make_unique<state>(std::move(bases))) {}
renderer::~renderer() = default;

result<rendered> renderer::render(const artwork_order& order) {
  auto& s = *state_;
  const auto* base = s.bases->find(order.team);
  if (!base)
    return std::unexpected(error{errc::not_found, "unknown_team", "no base pictures", "team"});
  if (order.name.size() > name_limit_bytes || order.name.contains('\0') || !valid_utf8(order.name))
    return std::unexpected(error{errc::malformed, "name_malformed", "not a name", "name"});
  auto found = s.type.set(order.name, order.language);
  rendered out;
  out.undrawable = std::move(found.undrawable);
  out.drawn = out.undrawable.empty() && found.has_ink;
  std::array<segments, 2> changed;
  if (out.drawn)
    for (const auto c : all_canvases) changed[index_of(c)] = s.draw(*base, c, found.has_colour);
  out.kept = pack(base->key, changed);
  return out;
}

}  // namespace chant::render
