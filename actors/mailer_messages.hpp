// What the mailer's jobs tell it. Internal to the mailer and its search; none of these leaves the
// process.
#pragma once

#include "actors/letter_writer.hpp"
#include "campaign/service.hpp"
#include "mail/relay.hpp"
#include "store/mail_queue.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <cstdint>
#include <vector>

namespace chant::actors {

struct mailer_found {
  std::uint64_t look = 0;
  result<std::vector<store::queued_letter>> letters;
  /// Of those sent, when that was asked for.
  result<std::vector<store::queued_letter>> first_sent = {};
};

// About a letter in the hand, by its number.
struct mailer_opened {
  std::uint64_t number = 0;
  result<letter_order> answer;
};
struct mailer_written {
  std::uint64_t number = 0;
  result<written_letter> answer;
};
struct mailer_answered {
  std::uint64_t number = 0;
  result<campaign::outcome> answer;
};
struct mailer_delivered {
  std::uint64_t number = 0;
  mail::delivery fate;
};
struct mailer_cleared {
  std::uint64_t number = 0;
  result<void> answer;
};
struct mailer_again {
  std::uint64_t number = 0;
};

}  // namespace chant::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_written)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_answered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_delivered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_cleared)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(chant::actors::mailer_again)
