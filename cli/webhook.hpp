// A line for the team's chat (Slack, Mattermost and others take the same incoming webhook).
#pragma once

#include "base/result.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace chant::cli {

/// Says it. Errors have one sentence that does not repeat the URL, which is a secret.
using chat = std::function<result<void>(std::string_view text)>;

/// POSTs {"text": …} to the URL and waits five seconds at most. errc::unavailable or errc::timeout
/// where nobody answers, errc::refused "webhook_refused" for an answer other than 2xx.
[[nodiscard]] chat chat_at(std::string url);

}  // namespace chant::cli
