#include "render/team_base.hpp"

#include "render/jpeg_encoder.hpp"
#include "render/octets.hpp"

namespace chant::render {
namespace {

constexpr std::string_view magic = "CHB1";

coded_picture code(jpeg_encoder& encoder, const jpeg_encoder::frame& f, const planes& from,
                   const huffman_tables& tables) {
  coded_picture coded;
  coded.bytes = encoder.encode(f, from, tables);
  coded.intervals = index_intervals(coded.bytes).value();
  return coded;
}

std::string_view view(const std::vector<std::uint8_t>& samples) {
  return {reinterpret_cast<const char*>(samples.data()), samples.size()};
}

void put_drawing(std::string& out, const team_base::drawing& d) {
  put(out, d.tables);
  put(out, d.band.mcus_wide);
  put(out, d.band.first_mcu_row);
  put(out, d.band.mcu_rows);
  out += view(d.band.y);
  out += view(d.band.cb);
  out += view(d.band.cr);
}

/// All but the magic and the checksum, which is the key.
std::string body_of(const team_base& base) {
  std::string body;
  put(body, base.inputs);
  for (const auto& d : base.drawings) put_drawing(body, d);
  for (const auto& p : base.pictures) put_text(body, p.bytes);
  return body;
}

bool take_plane(octet_reader& in, std::vector<std::uint8_t>& into) {
  const auto raw = in.take_bytes(into.size());
  if (raw.size() != into.size()) return false;
  std::memcpy(into.data(), raw.data(), raw.size());
  return true;
}

bool take_drawing(octet_reader& in, canvas c, team_base::drawing& d) {
  d.tables = in.take<huffman_tables>();
  const auto wide = in.take<unsigned>();
  const auto first = in.take<unsigned>();
  const auto rows = in.take<unsigned>();
  const auto size = size_of(c);
  if (in.failed() || wide != mcus_for(size.width) || first + rows > mcus_for(size.height))
    return false;
  d.band = planes(wide, first, rows);
  return take_plane(in, d.band.y) && take_plane(in, d.band.cb) && take_plane(in, d.band.cr);
}

bool take_picture(octet_reader& in, campaign::layout l, coded_picture& p) {
  p.bytes = in.take_text();
  auto index = index_intervals(p.bytes);
  const std::size_t expected =
      std::size_t{mcus_for(campaign::size_of(l).height)} * intervals_per_row(canvas_of(l));
  if (!index || index->size() != expected) return false;
  p.intervals = std::move(*index);
  return true;
}

}  // namespace

team_base code_team(const painted_team& painted, const std::array<name_box, 2>& boxes, int quality,
                    std::uint64_t inputs) {
  jpeg_encoder encoder(quality);
  team_base base;
  base.inputs = inputs;
  for (const auto c : all_canvases) {
    const auto i = index_of(c);
    const auto size = size_of(c);
    base.drawings[i].tables =
        complete(encoder.train({size.width, size.height, interval_of(c)}, painted[i]));
    base.drawings[i].band = cut(painted[i], boxes[i].first_mcu_row(),
                                boxes[i].end_mcu_row() - boxes[i].first_mcu_row());
  }
  for (const auto l : campaign::all_layouts) {
    const auto c = canvas_of(l);
    const auto& whole = painted[index_of(c)];
    const auto size = campaign::size_of(l);
    const planes visible = cut(whole, rows_cropped(l), mcus_for(size.height));
    base.pictures[index_of(l)] =
        code(encoder, {size.width, size.height, interval_of(c)}, visible, base[c].tables);
  }
  base.key = checksum(body_of(base));
  return base;
}

std::string to_bytes(const team_base& base) {
  std::string out(magic);
  put(out, base.key);
  return out + body_of(base);
}

result<team_base> team_from_bytes(std::string_view bytes, std::uint64_t inputs) {
  octet_reader in(bytes);
  const auto found_magic = in.take_bytes(magic.size());
  team_base base;
  base.key = in.take<std::uint64_t>();
  bool good = found_magic == magic && base.key == checksum(in.rest());
  base.inputs = in.take<std::uint64_t>();
  good = good && base.inputs == inputs;
  for (const auto c : all_canvases) good = good && take_drawing(in, c, base.drawings[index_of(c)]);
  for (const auto l : campaign::all_layouts)
    good = good && take_picture(in, l, base.pictures[index_of(l)]);
  if (!good || !in.rest().empty())
    return std::unexpected(
        error{errc::corrupt, "base_picture_corrupt", "not what was kept for this team", {}});
  return base;
}

}  // namespace chant::render
