// CAF on its test coordinator: no threads, no clock but the test's.
#pragma once

#include "actors/message_types.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <chrono>

namespace chant::actors {

struct stepped_config : caf::actor_system_config {
  stepped_config() {
    set("scheduler.policy", caf::atom("testing"));
    set("scheduler.max-throughput", std::size_t{1});
    set("logger.inline-output", true);
    register_message_types(*this);
  }
};

struct stepped_system {
  stepped_config config;
  caf::actor_system actors{config};
  caf::scheduler::test_coordinator& scheduler{
      dynamic_cast<caf::scheduler::test_coordinator&>(actors.scheduler())};

  ~stepped_system() {
    scheduler.clock().cancel_all();
    scheduler.run();
  }
};

}  // namespace chant::actors
