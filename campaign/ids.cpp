#include "campaign/ids.hpp"

#include "base/sha256.hpp"

namespace chant::campaign {

session_id session_of(const uuid& secret) {
  using namespace std::string_view_literals;
  const auto digest = sha256({"chant session\0"sv, secret.view()});
  return *session_id::from_raw(digest.view().substr(0, 16));
}

std::string to_text(const share_id& id) { return to_base64url(id.bytes); }

std::optional<share_id> parse_share_id(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  const auto raw = from_base64url(text);
  return raw ? share_id::from_raw(*raw) : std::nullopt;
}

}  // namespace chant::campaign
