// What a relay says it can do, in its answer to EHLO.
#pragma once

#include <cstdint>
#include <string_view>

namespace chant::mail {

struct smtp_extensions {
  bool pipelining = false;  ///< RFC 2920
  bool starttls = false;    ///< RFC 3207
  bool eight_bit = false;   ///< 8BITMIME, RFC 6152
  bool utf8 = false;        ///< SMTPUTF8, RFC 6531
  bool auth_plain = false;  ///< RFC 4954, 4616
  bool auth_login = false;
  bool size = false;             ///< MAIL may tell a size (RFC 1870)
  std::uint64_t size_limit = 0;  ///< bytes; 0: none told

  /// `lines` is the text of EHLO's reply, its first line (the greeting) included.
  [[nodiscard]] static smtp_extensions read(std::string_view lines);
};

}  // namespace chant::mail
