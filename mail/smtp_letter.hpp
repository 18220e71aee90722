// One letter inside the SMTP client, and the form in which it travels.
#pragma once

#include "mail/relay.hpp"
#include "mail/smtp_extensions.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chant::mail {

struct smtp_letter {
  envelope to;
  std::string message;
  std::move_only_function<void(delivery)> done;
  bool eight_bit = false;   ///< the message has bytes above ASCII
  bool utf8 = false;        ///< an address or a header has them
  bool given_back = false;  ///< a connection ended before it got a word about this letter
};

/// Looks a letter over once, before it waits: addresses that cannot leave their line, a message of
/// whole lines. What makes it unfit for every relay, or nothing.
[[nodiscard]] std::optional<delivery> examine(smtp_letter& letter);

/// What makes it unfit for a relay with these extensions, or nothing.
[[nodiscard]] std::optional<delivery> unfit_for(const smtp_letter& letter,
                                                const smtp_extensions& relay);

/// "MAIL FROM:<…> …" with the parameters that the relay's extensions call for, and CRLF.
[[nodiscard]] std::string mail_command(const smtp_letter& letter, const smtp_extensions& relay);

/// Appends the message with a second dot before every line that starts with one (RFC 5321 §4.5.2)
/// and CRLF at its end; the final dot is not yet there. Precondition: examined.
void append_stuffed(std::string& out, std::string_view message);

}  // namespace chant::mail
