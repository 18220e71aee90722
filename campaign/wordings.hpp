// The words under which fans consent: what pages show or have shown, known by the digest of the
// words, so that an event can say exactly what was agreed to.
#pragma once

#include "campaign/commands.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace chant::campaign {

struct wording {
  std::string purpose;   ///< terms, newsletter or recording
  std::string version;   ///< the campaign's consent_text_version
  std::string language;  ///< BCP 47
  std::string text;      ///< as it stands on the page, without markup; NFC
};

/// Immutable once it is filled.
class wordings {
 public:
  /// Of the same words for the same purpose, those added first are meant.
  void add(const wording& w);
  /// What is not known here yet.
  void add_all(const wordings& others);
  /// The wording whose text has that SHA-256 (64 hexadecimal digits), if it is of that purpose.
  [[nodiscard]] std::optional<shown_wording> find(std::string_view purpose,
                                                  std::string_view sha256) const;
  [[nodiscard]] std::size_t size() const { return known_.size(); }

 private:
  std::map<std::pair<std::string, std::string>, shown_wording> known_;  // by purpose and digest
};

}  // namespace chant::campaign
