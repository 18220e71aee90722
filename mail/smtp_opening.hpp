// The start of a conversation with a relay: greeting, EHLO, STARTTLS, AUTH. Bytes are somebody
// else's business.
#pragma once

#include "mail/relay.hpp"
#include "mail/smtp_extensions.hpp"
#include "mail/smtp_output.hpp"
#include "mail/smtp_reply.hpp"
#include "mail/smtp_settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chant::mail {

/// Not thread-safe; settings and output outlive it.
class smtp_opening {
 public:
  enum class outcome : std::uint8_t {
    going_on,
    start_tls,  ///< send what is due, shake hands, then call encrypted()
    ready,      ///< letters may be sent
    failed,     ///< trouble() says why
  };

  /// `encrypted`: TLS is there from the first byte. `may_encrypt`: false leaves STARTTLS alone
  /// where it is not required (its handshake failed before).
  smtp_opening(const smtp_settings& settings, smtp_output& out, bool encrypted, bool may_encrypt);

  /// `more_follows`: bytes came behind this reply.
  [[nodiscard]] outcome receive(const smtp_reply& reply, bool more_follows);
  /// TLS is there now.
  void encrypted();

  /// How long its next reply may take.
  [[nodiscard]] std::chrono::milliseconds patience() const;
  [[nodiscard]] const smtp_extensions& extensions() const { return extensions_; }
  /// A deferral of the relay's making.
  [[nodiscard]] const delivery& trouble() const { return trouble_; }

 private:
  enum class step : std::uint8_t { greeting, ehlo, helo, starttls, auth, user, password };

  outcome say(step next, std::string_view line);
  outcome fail(std::string code, const smtp_reply& reply);
  outcome after_ehlo(const smtp_reply& reply);
  outcome after_starttls(const smtp_reply& reply, bool more_follows);
  outcome authenticate(const smtp_reply& reply);
  outcome after_auth(const smtp_reply& reply);

  const smtp_settings& settings_;
  smtp_output& out_;
  step awaited_ = step::greeting;
  bool encrypted_;
  bool may_encrypt_;
  smtp_extensions extensions_;
  delivery trouble_;
};

}  // namespace chant::mail
