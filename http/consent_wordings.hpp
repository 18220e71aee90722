// consents.json, which the site's build writes: the wording of each consent in each language.
#pragma once

#include "base/result.hpp"
#include "campaign/wordings.hpp"

#include <string_view>

namespace chant::http {

/// Where it lies among the site's files; it is served, for anybody to compare.
inline constexpr std::string_view consent_wordings_path = "/consents.json";

/// `{"wordings": [{purpose, version, language, text, sha256}]}`. errc::invalid_config
/// "consents_invalid", also where a digest is not that of its text.
[[nodiscard]] result<campaign::wordings> parse_wordings(std::string_view json);

}  // namespace chant::http
