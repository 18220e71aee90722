// Where letters leave the system: a mail relay, or a directory when there is none.
#pragma once

#include "base/result.hpp"
#include "mail/envelope.hpp"

#include <string>
#include <string_view>

namespace chant::mail {

/// Takes letters, one at a time, on the mailer's own thread: it may block.
class transport {
 public:
  virtual ~transport() = default;
  /// Returns once the letter is somebody else's responsibility, durably, with the name they gave
  /// it (the queue id). errc::unavailable and errc::timeout: try again later; others: never.
  [[nodiscard]] virtual result<std::string> deliver(const envelope& to,
                                                    std::string_view message) = 0;
};

}  // namespace chant::mail
