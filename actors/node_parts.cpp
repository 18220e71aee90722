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

// Folded in one write, in the order of the log: two pages of it, so that one is read meanwhile.
constexpr std::size_t folding_credit = 2 * consumer::events_per_read;

caf::actor spawn_consumer(caf::actor_system& system, consumer_env& env, event_sink& sink,
                          std::size_t credit, consumer_status& status) {
  const consumer_options options{.credit = credit};
  return system.spawn<consumer>(std::ref(env), options, std::ref(sink), std::ref(status));
}

}  // namespace

node_parts::node_parts(caf::actor_system& system, node_queues queues, const node_ports& ports,
                       const node_options& options)
    : metrics(ports.metrics),
      terms(ports.terms, options.frozen),
      sessions{.log = ports.log,
               .snapshots = ports.snapshots,
               .keys = ports.keys,
               .clock = ports.clock,
               .random = ports.random,
               .terms = terms,
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
      post_room(std::make_shared<mailer_door>()),
      letters(ports.letters, ports.suppressed, queues.readers,
              [room = post_room] { room->wake(); }),
      writing({.log = ports.log,
               .keys = ports.keys,
               .suppressed = ports.suppressed,
               .digests = ports.digests,
               .threads = queues.mailers,
               .factory = ports.write_letters,
               .sessions = service,
               .gallery = gallery}),
      mail_metrics(ports.metrics),
      returns({.log = ports.log,
               .keys = ports.keys,
               .queue = ports.letters,
               .suppressed = ports.suppressed,
               .digests = ports.digests,
               .readers = queues.readers,
               .sessions = service,
               .own = own}),
      janitor(ports.takes, queues.readers),
      erasing({.log = ports.log,
               .keys = ports.keys,
               .takes = ports.takes,
               .readers = queues.readers,
               .gallery = gallery,
               .own = own},
              ports.erase_letter),
      chronicle(ports.log, ports.keys, queues.readers),
      status{consumer_status("renderer", queues.renderers.workers(), ports.metrics),
             consumer_status("mailer", queues.mailers.workers(), ports.metrics),
             consumer_status("tally", 0, ports.metrics),
             consumer_status("janitor", 0, ports.metrics),
             consumer_status("eraser", 0, ports.metrics),
             consumer_status("front_errors", 0, ports.metrics),
             consumer_status("mail_queue", 0, ports.metrics)},
      mailing{.log = ports.log,
              .queue = ports.letters,
              .folding = status[6],
              .readers = queues.readers,
              .maker = writing,
              .relay = ports.relay,
              .erase_letter = ports.erase_letter,
              .sessions = service,
              .clock = ports.clock,
              .random = ports.random,
              .meters = mail_metrics},
      consumers{
          spawn_consumer(system, consuming, artworks,
                         std::max(1U, queues.renderers.workers()) * credit_per_worker, status[0]),
          system.spawn<mailer>(std::ref(mailing), options.mail, post_room, std::ref(status[1])),
          spawn_consumer(system, consuming, tally, credit_per_worker, status[2]),
          spawn_consumer(system, consuming, janitor, credit_per_worker, status[3]),
          spawn_consumer(system, consuming, erasing, credit_per_worker, status[4]),
          spawn_consumer(system, consuming, front_error_groups, credit_per_worker, status[5]),
          spawn_consumer(system, consuming, letters, folding_credit, status[6])} {}

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
