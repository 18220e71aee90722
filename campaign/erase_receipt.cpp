#include "campaign/erase_receipt.hpp"

#include "base/sha256.hpp"

#include <string_view>
#include <variant>

namespace chant::campaign {

share_id receipt_name(const session_id& erased) {
  using namespace std::string_view_literals;
  return *share_id::from_raw(
      sha256({"chant erase receipt\0"sv, erased.view()}).view().substr(0, 12));
}

std::optional<share_id> receipt_name(const event& e) {
  const auto* receipt = std::get_if<erase_carried_out>(&e);
  if (receipt == nullptr) return std::nullopt;
  const auto erased = session_id::from_hex(receipt->session);
  return erased ? std::optional(receipt_name(*erased)) : std::nullopt;
}

}  // namespace chant::campaign
