#include "store/mail_queue.hpp"

#include <algorithm>

namespace chant::store {
namespace {

constexpr std::array<std::string_view, queued_letter::phases> names{
    "waiting", "deferred", "in_doubt", "claimed", "held", "sent", "failed"};

}  // namespace

std::string_view to_text(queued_letter::phase p) { return names.at(static_cast<std::size_t>(p)); }

std::optional<queued_letter::phase> parse_phase(std::string_view text) {
  const auto* const found = std::ranges::find(names, text);
  if (found == names.end()) return std::nullopt;
  return static_cast<queued_letter::phase>(found - names.begin());
}

}  // namespace chant::store
