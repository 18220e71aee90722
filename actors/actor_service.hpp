// The door between the callers' threads and the session actors: implements campaign::service.
#pragma once

#include "actors/pending_requests.hpp"
#include "campaign/service.hpp"

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace chant::actors {

class tally_sink;

struct service_limits {
  /// Requests without an answer. At 15,000 a second this is more than the two seconds a caller
  /// waits need; beyond it the node is better off saying no at once.
  static constexpr std::size_t in_flight = 32 * 1024;
  static constexpr std::chrono::milliseconds tick{250};
  /// Ticks until errc::timeout: two seconds.
  static constexpr std::uint32_t patience = 8;
};

/// Completions run on the thread of the session actor that answers, on the caller's own when the
/// request is turned away, or on the ticking one after a timeout.
class actor_service final : public campaign::service {
 public:
  /// The routers outlive it; each owns the ids that `router_of` gives it. `counts` outlives it.
  actor_service(caf::actor_system& system, std::vector<caf::actor> routers,
                const tally_sink& counts);
  ~actor_service() override;

  void submit(const campaign::session_id& to, campaign::command c,
              completion<campaign::outcome> done) override;
  void view(const campaign::session_id& of, completion<campaign::session> done) override;
  [[nodiscard]] campaign::tally counts() const override;

  /// To be called every service_limits::tick.
  void tick() { pending_->tick(); }
  /// From now on requests get errc::unavailable, code "draining".
  void close() { closed_.store(true, std::memory_order_relaxed); }
  /// Answers whatever still waits, after which no completion comes any more.
  void end();
  [[nodiscard]] std::size_t in_flight() const { return pending_->size(); }

 private:
  template <class Question>
  void ask(Question question, completion<campaign::outcome> done);
  [[nodiscard]] const caf::actor& router_of(const campaign::session_id& id) const;

  std::vector<caf::actor> routers_;
  const tally_sink& counts_;
  // Shared with the gateway, which lives as long as any message names it as sender.
  std::shared_ptr<pending_requests> pending_;
  std::atomic<bool> closed_{false};
  caf::actor gateway_;
};

}  // namespace chant::actors
