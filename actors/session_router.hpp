// Leads commands to the session actors of one share of the id space: makes them when they are
// missing, lets them go when they are idle, and holds no more than a fixed number.
#pragma once

#include "actors/message_types.hpp"
#include "actors/session_env.hpp"

#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <variant>
#include <vector>

namespace chant::actors {

struct router_options {
  std::size_t max_active = 25'000;  ///< sessions of this router in memory; about 2 kB each
  std::uint32_t idle_ticks = 60;    ///< without a command, after which a session is let go
  bool ticking = true;              ///< false: time stands still, for tests
};

/// Understands session_command and session_view and passes them on, the sender kept: the answer
/// goes straight back. At the bound the session idle for longest is let go for each new one; when
/// letting go does not keep up, commands for sessions not in memory are answered with
/// errc::unavailable, code "overloaded". Ends its sessions when it ends.
class session_router final : public caf::event_based_actor {
 public:
  session_router(caf::actor_config& config, session_env& env, const router_options& options);

  caf::behavior make_behavior() override;
  void on_exit() override;

  /// Idle sessions are looked for once a second.
  static constexpr std::chrono::seconds tick_length{1};
  /// Commands kept back for one session on its way out.
  static constexpr std::size_t max_kept_back = 32;

 private:
  struct kept_back {
    caf::strong_actor_ptr from;
    std::variant<session_command, session_view> what;
  };
  struct entry {
    caf::actor actor;
    std::uint64_t incarnation = 0;
    std::uint32_t last_used = 0;
    bool leaving = false;                           ///< passivate is on its way
    std::list<campaign::session_id>::iterator age;  ///< its place in by_age_, unless leaving
  };
  using entries = std::unordered_map<campaign::session_id, entry>;

  template <class Question>
  void lead(Question& q);
  template <class Question>
  void forward(const entry& to, const caf::strong_actor_ptr& from, Question& q);
  template <class Question>
  void keep_back(const campaign::session_id& id, Question& q);
  void turn_away(const caf::strong_actor_ptr& from, std::uint64_t request);
  entries::iterator wake(const campaign::session_id& id);
  [[nodiscard]] bool has_room();
  void let_go(entry& e);
  void on_stays(const campaign::session_id& id);
  void on_ended(const session_ended& gone);
  void deliver_kept(entry& to, std::vector<kept_back> kept);
  [[nodiscard]] std::vector<kept_back> take_kept(const campaign::session_id& id);
  void on_tick();
  void schedule_tick();

  session_env& env_;
  const router_options options_;
  entries sessions_;
  std::list<campaign::session_id> by_age_;  ///< longest unused first
  std::unordered_map<campaign::session_id, std::vector<kept_back>> kept_back_;
  std::uint64_t next_incarnation_ = 1;
  std::uint32_t now_ = 0;  ///< ticks since the start
};

}  // namespace chant::actors
