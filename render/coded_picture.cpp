#include "render/coded_picture.hpp"

#include <cstring>

namespace chant::render {
namespace {

constexpr unsigned char start_of_scan = 0xDA;
constexpr unsigned char end_of_image = 0xD9;

std::unexpected<error> broken() {
  return std::unexpected(error{errc::corrupt, "base_picture_corrupt", "not a coded picture", {}});
}

/// Where the entropy-coded bytes begin; 0 when there is no scan.
std::size_t scan_at(std::string_view jpeg) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(jpeg[i]); };
  for (std::size_t at = 2; at + 4 <= jpeg.size();) {
    const std::size_t length = std::size_t{byte(at + 2)} << 8 | byte(at + 3);
    const auto marker = byte(at + 1);
    at += 2 + length;
    if (marker == start_of_scan) return at <= jpeg.size() ? at : 0;
  }
  return 0;
}

}  // namespace

result<interval_index> index_intervals(std::string_view jpeg) {
  const auto begin = scan_at(jpeg);
  if (begin == 0) return broken();
  interval_index index;
  index.starts.push_back(static_cast<std::uint32_t>(begin));
  for (auto at = jpeg.find('\xFF', begin); at != jpeg.npos && at + 1 < jpeg.size();
       at = jpeg.find('\xFF', at + 2)) {
    const auto marker = static_cast<unsigned char>(jpeg[at + 1]);
    if (marker == end_of_image) {
      index.end = static_cast<std::uint32_t>(at);
      return index;
    }
    if (marker >= 0xD0 && marker <= 0xD7)
      index.starts.push_back(static_cast<std::uint32_t>(at + 2));
  }
  return broken();
}

}  // namespace chant::render
