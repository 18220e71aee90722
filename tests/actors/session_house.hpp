// Routers, sessions and the service over a log in memory, moved step by step.
#pragma once

#include "actors/actor_service.hpp"
#include "actors/session_env.hpp"
#include "actors/session_router.hpp"
#include "actors/tally_sink.hpp"
#include "tests/actors/example_commands.hpp"
#include "tests/actors/memory_ports.hpp"
#include "tests/actors/stepped_jobs.hpp"
#include "tests/actors/stepped_system.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace chant::actors {

struct session_house : testing::Test {
  explicit session_house(router_options routing = {.max_active = 100, .idle_ticks = 60})
      : router(system.actors.spawn<session_router>(std::ref(env), routing)) {}
  ~session_house() override {
    caf::anon_send_exit(router, caf::exit_reason::user_shutdown);
    router = nullptr;
    service.reset();
  }

  /// Lets everything happen that can without time passing; `with_log` false: nothing is committed.
  void settle(bool with_log = true) {
    do {
      system.scheduler.run();
    } while (readers.run_one() || (with_log && kept.log.commit() > 0) ||
             system.scheduler.has_job());
  }
  void pass(std::chrono::seconds time) {
    for (; time.count() > 0; --time) {
      system.scheduler.advance_time(std::chrono::seconds(1));
      settle();
    }
  }

  using answer = std::optional<result<campaign::outcome>>;
  /// The answer appears here once it is given.
  std::shared_ptr<answer> submit(const campaign::session_id& to, campaign::command c) {
    auto slot = std::make_shared<answer>();
    service->submit(to, std::move(c),
                    [slot](result<campaign::outcome> a) { *slot = std::move(a); });
    return slot;
  }
  result<campaign::outcome> ask(const campaign::session_id& to, campaign::command c) {
    const auto slot = submit(to, std::move(c));
    settle();
    EXPECT_TRUE(slot->has_value()) << "no answer";
    return slot->value_or(std::unexpected(error{}));
  }
  result<campaign::session> view(const campaign::session_id& of) {
    auto slot = std::make_shared<std::optional<result<campaign::session>>>();
    service->view(of, [slot](result<campaign::session> a) { *slot = std::move(a); });
    settle();
    EXPECT_TRUE(slot->has_value()) << "no answer";
    return slot->value_or(std::unexpected(error{}));
  }

  seeded_random random{1};
  manual_clock clock;
  memory_store kept{random};
  campaign::terms terms = small_campaign();
  campaign::terms_in_force in_force{terms};
  metrics::registry registry;
  session_metrics metrics{registry};
  stepped_jobs readers;
  session_env env{.log = kept.log,
                  .snapshots = kept.snapshots,
                  .keys = kept.keys,
                  .clock = clock,
                  .random = random,
                  .terms = in_force,
                  .readers = readers,
                  .metrics = metrics};
  tally_sink tally{registry};
  stepped_system system;
  caf::actor router;
  std::optional<actor_service> service{std::in_place, std::ref(system.actors),
                                       std::vector<caf::actor>{router}, std::cref(tally)};
};

}  // namespace chant::actors
