// Letters as the actors want them, composed by mail/.
#pragma once

#include "actors/letter_writer.hpp"
#include "campaign/letter_permits.hpp"
#include "config/campaign_files.hpp"
#include "mail/dkim.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace chant::app {

/// `campaign`, `permits` and `signer`, where there is one, outlive the writers. `site_url` says
/// scheme and host, without a slash at the end; it is asked for each letter, from several threads.
[[nodiscard]] actors::letter_writer_factory make_letters(const config::campaign_files& campaign,
                                                         const campaign::letter_permits& permits,
                                                         const mail::dkim_signer* signer,
                                                         std::function<std::string()> site_url);

/// Removes letters from the outbox directory.
[[nodiscard]] actors::letter_eraser make_letter_eraser(std::filesystem::path outbox);

}  // namespace chant::app
