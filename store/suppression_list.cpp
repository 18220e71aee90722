#include "store/suppression_list.hpp"

#include "base/ascii.hpp"
#include "base/bytes.hpp"

#include <algorithm>

namespace chant::store {
namespace {

constexpr std::string_view space = " \t\r\n";

}  // namespace

std::string address_digests::of(std::string_view address) const {
  const auto first = std::min(address.find_first_not_of(space), address.size());
  const auto last = address.find_last_not_of(space);
  const auto bare = address.substr(first, last == std::string_view::npos ? 0 : last - first + 1);
  return to_hex(derived_key(key_, ascii_lowered(bare)));
}

}  // namespace chant::store
