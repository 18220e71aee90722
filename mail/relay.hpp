// Where letters leave for the world: a mail relay that answers for each of them in its own time.
#pragma once

#include "mail/envelope.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace chant::mail {

/// What became of one letter that was handed to a relay.
struct delivery {
  enum class fate : std::uint8_t {
    accepted,  ///< the relay answers for it from now on
    deferred,  ///< not this time: the same letter may be taken later. Never given up by itself
    failed,    ///< this letter will not be taken, however often it is tried
    in_doubt,  ///< the connection ended, or nothing was heard, after the final dot may have been
               ///< sent and before it was answered: the relay has the letter, or has not
  };

  fate what = fate::deferred;
  std::string queue_id;  ///< accepted: the relay's name for it, 128 bytes at most; empty: none told
  /// Otherwise: the reply, "451" or with its enhanced code "451 4.7.1" (RFC 3463), or a word:
  /// of the connection "connect_failed", "connection_lost", "relay_silent", "protocol_error",
  /// "tls_required", "tls_failed", "auth_failed", "auth_unsupported";
  /// of the queue "queue_full", "stopping";
  /// of the letter "address_invalid", "smtputf8_unsupported", "eightbit_unsupported",
  /// "message_malformed", "message_too_large".
  std::string code;
  /// The relay's own words, one line of 512 bytes at most without control characters. They may name
  /// the recipient: personal data, to be shown to an operator but kept in no event and no log.
  std::string text;
  /// The trouble is the relay's or the connection's: no other letter would have fared better, and
  /// it says nothing about the recipient or the recipient's domain.
  bool of_relay = false;
};

/// Takes letters and reports on each exactly once. Any thread.
class relay {
 public:
  virtual ~relay() = default;

  /// `message` is complete, with CRLF line ends, and not yet dot-stuffed. `done` is called on the
  /// relay's own thread, never within deliver: it must be quick and must not block, and may call
  /// deliver. Letters may overtake one another.
  virtual void deliver(envelope to, std::string message,
                       std::move_only_function<void(delivery)> done) = 0;

  /// How many letters it works on at once. Twice as many handed over keep it busy: the next letter
  /// travels behind the one before.
  [[nodiscard]] virtual unsigned connections() const = 0;
};

}  // namespace chant::mail
