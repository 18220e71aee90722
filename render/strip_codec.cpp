#include "render/strip_codec.hpp"

#include "render/octets.hpp"

namespace chant::render {
namespace {

constexpr std::string_view magic = "CHS1";

std::unexpected<error> refuse(std::string code, std::string detail) {
  return std::unexpected(error{errc::corrupt, std::move(code), std::move(detail), {}});
}

std::uint32_t interval_count(canvas c) {
  return mcus_for(size_of(c).height) * intervals_per_row(c);
}

void put_segments(std::string& out, const segments& list) {
  put(out, static_cast<std::uint32_t>(list.size()));
  for (const auto& s : list) {
    put(out, s.number);
    put(out, static_cast<std::uint32_t>(s.bytes.size()));
  }
  for (const auto& s : list) out += s.bytes;
}

/// False when the numbers do not rise or lie beyond the canvas.
bool take_segments(octet_reader& in, canvas c, segments& list) {
  const auto count = in.take<std::uint32_t>();
  if (count > interval_count(c)) return false;
  list.resize(count);
  std::vector<std::uint32_t> lengths(count);
  std::uint32_t least = 0;
  for (std::size_t i = 0; i < count; ++i) {
    list[i].number = in.take<std::uint32_t>();
    lengths[i] = in.take<std::uint32_t>();
    if (list[i].number < least || list[i].number >= interval_count(c)) return false;
    least = list[i].number + 1;
  }
  for (std::size_t i = 0; i < count; ++i) list[i].bytes = in.take_bytes(lengths[i]);
  return !in.failed();
}

}  // namespace

strips pack(std::uint64_t key, const std::array<segments, 2>& changed) {
  std::string body;
  std::size_t size = 0;
  for (const auto& list : changed)
    for (const auto& s : list) size += s.bytes.size() + 8;
  body.reserve(size + 64);
  body += magic;
  put(body, std::uint64_t{0});  // the checksum's place
  put(body, key);
  for (const auto& list : changed) put_segments(body, list);
  const auto sum = checksum(std::string_view(body).substr(magic.size() + sizeof(std::uint64_t)));
  std::memcpy(body.data() + magic.size(), &sum, sizeof sum);
  return {std::move(body)};
}

result<std::array<segments, 2>> unpack(const strips& s, std::uint64_t key) {
  octet_reader in(s.bytes);
  if (in.take_bytes(magic.size()) != magic) return refuse("strips_corrupt", "not strips");
  if (in.take<std::uint64_t>() != checksum(in.rest()) || in.failed())
    return refuse("strips_corrupt", "the checksum does not fit");
  if (in.take<std::uint64_t>() != key)
    return refuse("strips_stale", "drawn over other base pictures");
  std::array<segments, 2> changed;
  for (const auto c : all_canvases)
    if (!take_segments(in, c, changed[index_of(c)]))
      return refuse("strips_corrupt", "the segments do not fit the picture");
  if (!in.rest().empty()) return refuse("strips_corrupt", "bytes are left over");
  return changed;
}

}  // namespace chant::render
