// Bounces and complaints as a mail provider's bridge posts them: JSON with a signature.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "mail/bounce.hpp"

#include <string>
#include <string_view>

namespace chant::mail {

/// The value of X-Chant-Signature: `t=<seconds since 1970>,v1=<hex>`, where v1 is HMAC-SHA-256 over
/// "<t>.<body>".
[[nodiscard]] std::string sign_webhook(std::string_view secret, std::string_view body,
                                       timestamp when);

/// Accepts what was signed with the secret within five minutes of `now`; of several v1 one
/// suffices, so that secrets can change. errc::unauthorized, "signature_malformed",
/// "signature_stale", "signature_wrong" (the last too where no secret is set).
[[nodiscard]] result<void> check_webhook(std::string_view secret, std::string_view signature,
                                         std::string_view body, timestamp now);

/// Reads {"letter": "<32 digits>" or "message_id": "<32 digits@…>", "kind": "bounce" or
/// "complaint", "code": "5.1.1"}; 4 KiB at most, other members are ignored. A bounce without an
/// enhanced code is soft. errc::malformed, "body_malformed"; errc::refused with the field to blame,
/// "letter_unnamed", "kind_unknown", "code_invalid".
[[nodiscard]] result<bounce> read_webhook(std::string_view body);

}  // namespace chant::mail
