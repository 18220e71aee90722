// A fan's session in memory: takes commands one at a time, lets the domain decide, appends,
// replies. It decides nothing itself and waits for nothing: disk and log answer with messages.
#pragma once

#include "actors/light_actor.hpp"
#include "actors/message_types.hpp"
#include "actors/recovery.hpp"
#include "actors/session_env.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>

#include <memory>
#include <variant>
#include <vector>

namespace chant::actors {

struct session_loaded;    // answer of a recovery, to the session itself
struct session_appended;  // answer of the log, to the session itself
struct session_key_gone;  // answer of the keys, to the session itself

/// Understands session_command, session_view and passivate. Spawned by the router alone, which
/// hears session_ended on every kind of end. A command is acknowledged only once its events are
/// durable. While it works for one, `session_limits::waiting` more may wait; beyond that they are
/// answered with errc::unavailable, code "overloaded".
class session_actor final : public light_actor {
 public:
  [[nodiscard]] static caf::actor spawn(caf::actor_system& system, session_env& env,
                                        const campaign::session_id& id, caf::actor router,
                                        std::uint64_t incarnation);
  session_actor(caf::actor_config& config, session_env& env, const campaign::session_id& id,
                caf::actor router, std::uint64_t incarnation);
  ~session_actor() override;

 protected:
  void handle(caf::mailbox_element& message) override;
  void on_exit() override;

 private:
  /// What is asked of the session and who asks.
  struct question {
    caf::strong_actor_ptr from;
    std::variant<session_command, session_view> what;
  };
  /// Exists only while there is something to do: an idle session stays small.
  struct work {
    question now;
    unsigned attempts = 0;
    bool fresh = false;  ///< the state was read from the log for this question
    std::vector<question> waiting;
  };
  // What is known of the stream.
  enum class knowledge : std::uint8_t {
    none,     ///< nothing yet: state_ is empty
    assumed,  ///< taken for new, to be proven by the append
    loaded,
  };

  template <class Message>
  void tell_router(Message message);
  void take(question q);
  void begin();
  void view();
  void decide();
  void load();
  void on_loaded(session_loaded& found);
  void append(std::vector<campaign::event> events);
  void on_appended(session_appended& appended);
  void on_append_failed(error why);
  void destroy_key();
  void on_key_gone(session_key_gone& gone);
  void save_snapshot();
  /// Replies to the present question and turns to the next.
  void answer(result<campaign::outcome> a);
  void reply(const question& to, result<campaign::outcome> a);
  void forget();
  [[nodiscard]] const session_command& command() const;

  session_env& env_;
  const campaign::session_id id_;
  caf::actor router_;
  const std::uint64_t incarnation_;
  campaign::session state_;
  campaign::stream_version snapshot_;  ///< version of the last snapshot
  knowledge known_ = knowledge::none;
  std::unique_ptr<work> work_;
};

}  // namespace chant::actors
