// What actors tell one another: plain values, so that they can cross nodes. No CAF header is needed
// to name them; the inspect functions at the end let CAF write and read them.
#pragma once

#include "base/result.hpp"
#include "campaign/commands.hpp"
#include "campaign/ids.hpp"
#include "campaign/service.hpp"

#include <cstdint>

namespace caf {
class actor_system_config;
class deserializer;
class error;
class serializer;
}  // namespace caf

namespace chant::actors {

/// To a session, by way of its router. The answer goes to the sender as session_reply.
struct session_command {
  std::uint64_t request = 0;  ///< the sender's own number for it
  campaign::session_id session;
  campaign::command what;
};

/// To a session, by way of its router: tell your state. Answered by session_reply.
struct session_view {
  std::uint64_t request = 0;
  campaign::session_id session;
};

struct session_reply {
  std::uint64_t request = 0;
  result<campaign::outcome> answer;
};

/// Router to session: end if you have nothing to do. Until the answer the router keeps back what
/// comes for it, so that no command meets a session that is going.
struct passivate {};

/// Session to router: not now.
struct session_stays {
  campaign::session_id session;
};

/// Session to router, on every kind of end. The incarnation is the router's number for that actor.
struct session_ended {
  campaign::session_id session;
  std::uint64_t incarnation = 0;
};

// Serialisation alone is declared: CAF's printing finds nothing to print, so that no name and no
// address gets into one of its messages on stderr.
caf::error inspect(caf::serializer& to, session_command& x);
caf::error inspect(caf::deserializer& from, session_command& x);
caf::error inspect(caf::serializer& to, session_view& x);
caf::error inspect(caf::deserializer& from, session_view& x);
caf::error inspect(caf::serializer& to, session_reply& x);
caf::error inspect(caf::deserializer& from, session_reply& x);
caf::error inspect(caf::serializer& to, passivate& x);
caf::error inspect(caf::deserializer& from, passivate& x);
caf::error inspect(caf::serializer& to, session_stays& x);
caf::error inspect(caf::deserializer& from, session_stays& x);
caf::error inspect(caf::serializer& to, session_ended& x);
caf::error inspect(caf::deserializer& from, session_ended& x);

/// Makes the types above known to CAF by names that are the same on every node.
void register_message_types(caf::actor_system_config& config);

}  // namespace chant::actors
