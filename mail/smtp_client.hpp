// Sends letters to a mail relay over a few connections that are kept open (RFC 5321).
#pragma once

#include "base/result.hpp"
#include "mail/relay.hpp"
#include "mail/smtp_settings.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace chant::mail {

/// Owns a thread. Connections are opened as letters need them; one that fails before it could send
/// costs no letter anything while another works, and defers all that wait when none does: a caller
/// that has letters deferred `of_relay` should pause before it brings more.
class smtp_client final : public relay {
 public:
  /// Connects to nothing yet. errc::invalid_config, with the field to blame.
  [[nodiscard]] static result<std::unique_ptr<smtp_client>> start(smtp_settings settings);
  /// stop(), if that has not been.
  ~smtp_client() override;

  /// Once stop() has been called, letters are deferred ("stopping"); once it has returned, at once
  /// and within this call.
  void deliver(envelope to, std::string message,
               std::move_only_function<void(delivery)> done) override;
  [[nodiscard]] unsigned connections() const override;

  /// Letters that wait for a connection; queue_limit at most. Any thread.
  [[nodiscard]] std::size_t waiting() const;
  /// Connections open or opening at the moment. Any thread.
  [[nodiscard]] std::size_t open() const;

  /// Lets letters under way end, defers the others, takes leave of the relay. What is still under
  /// way after `grace` is cut off and may be left in doubt. Not from within a `done`.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(10));

 private:
  class pool;
  explicit smtp_client(std::unique_ptr<pool> of);
  std::unique_ptr<pool> pool_;
};

}  // namespace chant::mail
