#include "render/assemble.hpp"

#include "render/strip_codec.hpp"
#include "render/team_base.hpp"

#include <span>

namespace chant::render {
namespace {

/// Everything from the first changed interval to the last: what changed, and what lies between.
std::string middle_of(const coded_picture& picture, std::span<const segment> changed,
                      std::uint32_t skipped) {
  const auto& index = picture.intervals;
  const std::string_view base = picture.bytes;
  const std::size_t first = changed.front().number - skipped;
  const std::size_t last = changed.back().number - skipped;
  std::size_t size = index.stop(last) - index.starts[first];
  for (const auto& s : changed) size += s.bytes.size();
  std::string middle;
  middle.reserve(size);
  for (std::size_t i = 0; i < changed.size(); ++i) {
    const std::size_t number = changed[i].number - skipped;
    middle += changed[i].bytes;
    if (number == last) break;
    middle += restart_marker(number);
    const std::size_t next = changed[i + 1].number - skipped;
    middle += base.substr(index.starts[number + 1], index.starts[next] - index.starts[number + 1]);
  }
  return middle;
}

}  // namespace

result<rope> assemble(const std::shared_ptr<const base_pictures>& bases, std::string_view team,
                      campaign::layout which, const strips& kept) {
  const auto* base = bases->find(team);
  if (!base)
    return std::unexpected(error{errc::not_found, "unknown_team", "no base pictures", "team"});
  const auto all = unpack(kept, base->key);
  if (!all) return std::unexpected(all.error());
  const auto& changed = (*all)[index_of(canvas_of(which))];
  const auto& picture = (*base)[which];
  const std::string_view bytes = picture.bytes;
  rope out;
  if (changed.empty()) {
    out.append(bases, bytes);
    return out;
  }
  const auto skipped = rows_cropped(which) * intervals_per_row(canvas_of(which));
  if (changed.front().number < skipped ||
      changed.back().number - skipped >= picture.intervals.size())
    return std::unexpected(
        error{errc::corrupt, "strips_corrupt", "a segment lies outside the picture", {}});
  const auto begin = picture.intervals.starts[changed.front().number - skipped];
  const auto end = picture.intervals.stop(changed.back().number - skipped);
  out.append(bases, bytes.substr(0, begin));
  out.append(middle_of(picture, changed, skipped));
  out.append(bases, bytes.substr(end));
  return out;
}

}  // namespace chant::render
