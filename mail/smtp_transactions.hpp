// Letters over one open conversation with a relay, one transaction after the other. Bytes are
// somebody else's business.
#pragma once

#include "mail/smtp_extensions.hpp"
#include "mail/smtp_letter.hpp"
#include "mail/smtp_output.hpp"
#include "mail/smtp_reply.hpp"
#include "mail/smtp_settings.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace chant::mail {

/// Where letters wait.
class smtp_letter_source {
 public:
  virtual ~smtp_letter_source() = default;
  [[nodiscard]] virtual std::optional<smtp_letter> take() = 0;
  /// Back to the front: a connection ended before the relay had said anything about this one.
  virtual void give_back(smtp_letter letter) = 0;
};

/// Pipelines where the relay can: MAIL, RCPT and DATA leave in one piece, and behind the final dot
/// of the letter before (RFC 2920 §3.1). Not thread-safe; what it is given outlives it.
class smtp_transactions {
 public:
  smtp_transactions(const smtp_settings& settings, const smtp_extensions& extensions,
                    smtp_letter_source& letters, smtp_output& out)
      : settings_(settings), extensions_(extensions), letters_(letters), out_(out) {}

  /// Takes letters as long as there are some and they have room.
  void begin();
  /// False: the conversation cannot go on, every letter has been told; close.
  [[nodiscard]] bool receive(const smtp_reply& reply);
  /// The connection is gone. `code` is a word of delivery::code.
  void lose(std::string_view code);
  /// No letter more.
  void finish() { finishing_ = true; }

  /// Nothing is under way.
  [[nodiscard]] bool idle() const { return awaited_.empty(); }
  /// This connection has carried its share.
  [[nodiscard]] bool spent() const { return begun_ >= settings_.letters_per_connection; }
  /// How long the next reply may take. Precondition: not idle.
  [[nodiscard]] std::chrono::milliseconds patience() const;

 private:
  enum class step : std::uint8_t { mail, rcpt, data, dot, void_dot, rset };
  /// From MAIL to the reply to the final dot.
  struct transaction {
    smtp_letter letter;
    std::optional<delivery> verdict;  ///< a refusal on the way; its reset is still to come
    std::uint64_t dot_at = 0;         ///< where the final dot stands in the output; 0: not yet
    bool heard_of = false;            ///< the relay has answered something
  };

  [[nodiscard]] bool has_room() const;
  [[nodiscard]] std::optional<smtp_letter> next_letter();
  void open(smtp_letter letter);
  void say(step awaited, std::string_view line);
  void reset();
  void send_message(transaction& of);
  [[nodiscard]] bool on_command(step answered, const smtp_reply& reply);
  [[nodiscard]] bool on_data(const smtp_reply& reply);
  [[nodiscard]] bool on_dot(const smtp_reply& reply);
  void conclude(delivery verdict);
  void close_by(const smtp_reply& reply);
  void give_up(transaction& of, delivery otherwise);

  const smtp_settings& settings_;
  const smtp_extensions& extensions_;
  smtp_letter_source& letters_;
  smtp_output& out_;
  std::deque<step> awaited_;      ///< one for each reply that is still to come
  std::deque<transaction> open_;  ///< two at most; the first is the one replies speak of
  std::size_t begun_ = 0;
  bool unclean_ = false;  ///< a refused transaction has to be reset
  bool finishing_ = false;
};

}  // namespace chant::mail
