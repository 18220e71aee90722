// How letters leave this node, as its settings say: the relay, the signature, the policy.
#pragma once

#include "actors/mailer_options.hpp"
#include "base/result.hpp"
#include "campaign/session.hpp"
#include "config/config.hpp"
#include "mail/dkim.hpp"
#include "mail/relay.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chant::app {

using mail_settings = config::node::mail_settings;

/// The relay that is named, or the outbox directory. errc::invalid_config with the setting to
/// blame.
[[nodiscard]] result<std::unique_ptr<mail::relay>> make_relay(const mail_settings& settings,
                                                              std::string_view from_address,
                                                              const std::filesystem::path& outbox);

/// Nothing where no key is named. errc::invalid_config.
[[nodiscard]] result<std::optional<mail::dkim_signer>> make_signer(const mail_settings& settings,
                                                                   std::string_view from_address);

[[nodiscard]] campaign::letter_policy letter_policy_of(const mail_settings& settings);
[[nodiscard]] actors::mailer_options mailer_options_of(const mail_settings& settings);

/// Behind the last @.
[[nodiscard]] std::string_view domain_of(std::string_view address);

/// A file that holds a secret, 64 KiB at most. errc::invalid_config, "secret_unreadable".
[[nodiscard]] result<std::string> read_secret_file(const std::filesystem::path& file,
                                                   std::string_view setting);

/// The first line of a file that holds a secret. errc::invalid_config, "secret_unreadable".
[[nodiscard]] result<std::string> read_secret(const std::filesystem::path& file,
                                              std::string_view setting);

}  // namespace chant::app
