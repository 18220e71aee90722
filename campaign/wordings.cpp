#include "campaign/wordings.hpp"

#include "base/sha256.hpp"

namespace chant::campaign {

void wordings::add(const wording& w) {
  auto digest = sha256({w.text}).hex();
  known_.try_emplace({w.purpose, digest},
                     shown_wording{.version = w.version, .language = w.language, .sha256 = digest});
}

void wordings::add_all(const wordings& others) {
  known_.insert(others.known_.begin(), others.known_.end());
}

std::optional<shown_wording> wordings::find(std::string_view purpose,
                                            std::string_view sha256) const {
  const auto at = known_.find({std::string(purpose), std::string(sha256)});
  if (at == known_.end()) return std::nullopt;
  return at->second;
}

}  // namespace chant::campaign
