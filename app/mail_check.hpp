// What can be said of the mail settings without asking DNS, and new keys for signing.
#pragma once

#include "base/result.hpp"
#include "cli/mail_verbs.hpp"
#include "config/config.hpp"

#include <string_view>
#include <vector>

namespace chant::app {

/// errc::invalid_config: the campaign, or a file the settings name, cannot be read.
[[nodiscard]] result<std::vector<cli::mail_finding>> check_mail(const config::node& settings);

/// `algorithm` is "rsa" or "ed25519". errc::invalid_config, "dkim_domain_invalid" or
/// "dkim_selector_invalid".
[[nodiscard]] result<cli::dkim_material> make_dkim_key(std::string_view algorithm,
                                                       std::string_view domain,
                                                       std::string_view selector);

}  // namespace chant::app
