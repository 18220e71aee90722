#include "actors/node_parts.hpp"

#include "actors/session_router.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <functional>

namespace chant::actors {
namespace {

// Events a sink may have for each of its workers: one at work, one in its hands, two on their way
// through the disk and the session.
constexpr std::size_t credit_per_worker = 4;

std::vector<caf::actor> spawn_routers(caf::actor_system& system, session_env& env,
                                      const node_options& options) {
  const router_options each{
      .max_active = std::max<std::size_t>(1, options.sessions / node_parts::router_count),
      .idle_ticks =
          static_cast<std::uint32_t>(options.passivate_after / session_router::tick_length)};
  std::vector<caf::actor> routers;
  for (std::size_t i = 0; i < node_parts::router_count; ++i)
    routers.push_back(system.spawn<session_router>(std::ref(env), each));
  return routers;
}

// A relay may take five minutes for one command of SMTP (RFC 5321 §4.5.3.2); all others are quick.
constexpr std::uint32_t mailer_stall_ticks = 600;
constexpr std::uint32_t stall_ticks = 30;

caf::actor spawn_consumer(caf::actor_system& system, consumer_env& env, event_sink& sink,
                          unsigned workers, std::uint32_t patience, consumer_status& status) {
  const consumer_options options{.credit = std::max(1U, workers) * credit_per_worker,
                                 .stall_ticks = patience};
  return system.spawn<consumer>(std::ref(env), options, std::ref(sink), std::ref(status));
}

}  // namespace

node_parts::node_parts(caf::actor_system& system, node_queues queues, const node_ports& ports,
                       const node_options& options)
    : metrics(ports.metrics),
      sessions{.log = ports.log,
               .snapshots = ports.snapshots,
               .keys = ports.keys,
               .clock = ports.clock,
               .random = ports.random,
               .terms = ports.terms,
               .readers = queues.readers,
               .metrics = metrics},
      consuming{.log = ports.log,
                .checkpoints = ports.checkpoints,
                .readers = queues.readers,
                .clock = ports.clock,
                .random = ports.random},
      own(ports.log, ports.clock, ports.random),
      front_errors({.own = own, .clock = ports.clock, .metrics = ports.metrics}),
      front_error_groups(ports.metrics),
      tally(ports.metrics),
      routers(spawn_routers(system, sessions, options)),
      service(system, routers, tally),
      strips(ports.blobs, ports.assembler.revision()),
      renderers(queues.renderers, ports.make_pictures, strips, ports.metrics),
      gallery({.log = ports.log,
               .keys = ports.keys,
               .readers = queues.readers,
               .renderers = renderers,
               .strips = strips,
               .assembler = ports.assembler}),
      artworks(ports.keys, queues.readers, renderers, gallery, service, ports.assembler.revision()),
      letters(ports.keys, queues.mailers, ports.write_letters, ports.erase_letter, service,
              gallery),
      janitor(ports.takes, queues.readers),
      erasing(ports.log, ports.keys, queues.readers, gallery, ports.erase_letter),
      status{consumer_status("renderer", queues.renderers.workers(), ports.metrics),
             consumer_status("mailer", queues.mailers.workers(), ports.metrics),
             consumer_status("tally", 0, ports.metrics),
             consumer_status("janitor", 0, ports.metrics),
             consumer_status("eraser", 0, ports.metrics),
             consumer_status("front_errors", 0, ports.metrics)},
      consumers{spawn_consumer(system, consuming, artworks, queues.renderers.workers(), stall_ticks,
                               status[0]),
                spawn_consumer(system, consuming, letters, queues.mailers.workers(),
                               mailer_stall_ticks, status[1]),
                spawn_consumer(system, consuming, tally, 1, stall_ticks, status[2]),
                spawn_consumer(system, consuming, janitor, 1, stall_ticks, status[3]),
                spawn_consumer(system, consuming, erasing, 1, stall_ticks, status[4]),
                spawn_consumer(system, consuming, front_error_groups, 1, stall_ticks, status[5])} {}

void node_parts::end() {
  for (const auto& c : consumers) caf::anon_send_exit(c, caf::exit_reason::user_shutdown);
  for (const auto& r : routers) caf::anon_send_exit(r, caf::exit_reason::user_shutdown);
  service.end();
}

caf::actor node_parts::consumer_named(std::string_view name) const {
  for (std::size_t i = 0; i < consumers.size(); ++i)
    if (status[i].name() == name) return consumers[i];
  return {};
}

}  // namespace chant::actors
