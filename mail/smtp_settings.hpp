// How to reach a mail relay, and how long to wait for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace chant::mail {

enum class smtp_security : std::uint8_t {
  none,           ///< in clear: for a relay on the same machine
  opportunistic,  ///< STARTTLS where offered, any certificate (RFC 7435); in clear where not
  required,       ///< STARTTLS, or nothing is sent; the certificate is verified for `host`
  implicit,       ///< TLS from the first byte (port 465, RFC 8314); verified
};

/// The longest silence at each step (RFC 5321 §4.5.3.2 has the numbers). A step that takes longer
/// ends the connection.
struct smtp_timeouts {
  std::chrono::milliseconds connect = std::chrono::seconds(30);  ///< to one address; TLS as well
  std::chrono::milliseconds greeting = std::chrono::minutes(5);
  std::chrono::milliseconds command = std::chrono::minutes(5);  ///< EHLO, AUTH, MAIL, RCPT, RSET
  std::chrono::milliseconds data = std::chrono::minutes(2);     ///< DATA, to its 354
  std::chrono::milliseconds block = std::chrono::minutes(3);  ///< for a part of a message to leave
  std::chrono::milliseconds dot = std::chrono::minutes(10);   ///< the final dot, to its answer
  std::chrono::milliseconds quit = std::chrono::seconds(5);   ///< a courtesy: not waited for long
};

struct smtp_settings {
  std::string host = "localhost";
  std::uint16_t port = 587;
  smtp_security security = smtp_security::required;
  std::string ca_file;  ///< PEM of the authorities to trust; empty: the system's
  std::string user;     ///< empty: no AUTH
  std::string password;
  bool auth_in_clear = false;      ///< let user and password travel without TLS: for tests
  std::string helo = "localhost";  ///< our own name in EHLO

  std::size_t connections = 8;               ///< at once, 1 to 256
  std::size_t letters_per_connection = 100;  ///< relays tire of a client; 1 to 1,000,000
  std::chrono::milliseconds idle = std::chrono::seconds(30);  ///< an unused connection says QUIT
  std::size_t queue_limit = 1024;  ///< letters waiting for a connection; more are deferred
  smtp_timeouts timeouts;
};

}  // namespace chant::mail
