// Whose letter it is and where it goes: what a transport is told beside the message itself.
#pragma once

#include "campaign/ids.hpp"

#include <string>

namespace chant::mail {

struct envelope {
  campaign::event_id letter;  ///< the event that asked for it: the same again is the same letter
  std::string from;           ///< bare addresses, as in SMTP's MAIL and RCPT
  std::string to;
};

}  // namespace chant::mail
