// What tests of the SMTP client have in common: settings, a letter, and waiting for what became of
// it.
#pragma once

#include "mail/smtp_client.hpp"

#include <future>
#include <memory>
#include <string>
#include <utility>

namespace chant::mail {

inline const std::string plain_message =
    "From: a@example.org\r\nSubject: Hello\r\n\r\nOne line.\r\n";

/// One connection, no TLS, patient.
inline smtp_settings settings_for(std::uint16_t port) {
  return {.host = "127.0.0.1",
          .port = port,
          .security = smtp_security::none,
          .ca_file = {},
          .user = {},
          .password = {},
          .helo = "chant.example",
          .connections = 1,
          .timeouts = {}};
}

inline std::unique_ptr<smtp_client> start(smtp_settings settings) {
  return smtp_client::start(std::move(settings)).value();
}

inline std::future<delivery> send(relay& by, std::string to = "zoe@example.org",
                                  std::string message = plain_message,
                                  std::string from = "bounce@chant.example") {
  std::promise<delivery> promise;
  auto future = promise.get_future();
  by.deliver({.letter = {}, .from = std::move(from), .to = std::move(to)}, std::move(message),
             [p = std::move(promise)](delivery d) mutable { p.set_value(std::move(d)); });
  return future;
}

}  // namespace chant::mail
