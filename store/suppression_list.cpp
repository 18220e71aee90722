#include "store/suppression_list.hpp"

#include "base/bytes.hpp"

#include <algorithm>

namespace chant::store {
namespace {

constexpr std::string_view space = " \t\r\n";

}  // namespace

std::string address_digests::of(std::string_view address) const {
  const auto first = std::min(address.find_first_not_of(space), address.size());
  const auto last = address.find_last_not_of(space);
  std::string small(address.substr(first, last == std::string_view::npos ? 0 : last - first + 1));
  for (auto& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return to_hex(derived_key(key_, small));
}

}  // namespace chant::store
