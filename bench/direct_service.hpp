// campaign::service without actors: sessions in a locked table, commands decided on the caller's
// thread. What the actors' hops cost is measured against it.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "campaign/service.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"

#include <array>
#include <deque>
#include <mutex>
#include <unordered_map>

namespace chant::bench {

/// Does for a command what a session actor does, nothing more: no recovery, no passivation, no
/// consumers. Begins with an empty log.
class direct_service final : public campaign::service {
 public:
  direct_service(store::event_log& log, store::fan_keys& keys, const chant::clock& clock,
                 random_source& random, const campaign::terms& terms)
      : log_(log), keys_(keys), clock_(clock), random_(random), terms_(terms) {}

  void submit(const campaign::session_id& to, campaign::command c,
              completion<campaign::outcome> done) override;
  void view(const campaign::session_id& of, completion<campaign::session> done) override;
  [[nodiscard]] campaign::tally counts() const override { return {}; }

 private:
  struct question {
    campaign::command what;
    completion<campaign::outcome> done;
  };
  struct entry {
    campaign::session state;
    bool busy = false;
    std::deque<question> waiting;
  };
  struct shard {
    std::mutex mutex;
    std::unordered_map<campaign::session_id, entry> sessions;
  };

  shard& shard_of(const campaign::session_id& id) {
    return shards_[std::to_integer<std::size_t>(id.bytes.back()) % shards_.size()];
  }
  /// With the shard locked and the entry marked busy; unlocks before anything is called.
  void decide(const campaign::session_id& id, std::unique_lock<std::mutex> lock, entry& e,
              question q);
  void finish(const campaign::session_id& id, completion<campaign::outcome> done,
              result<campaign::outcome> answer);

  store::event_log& log_;
  store::fan_keys& keys_;
  const chant::clock& clock_;
  random_source& random_;
  const campaign::terms& terms_;
  std::array<shard, 64> shards_;
};

}  // namespace chant::bench
