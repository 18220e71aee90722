// The actors of one node and the objects between them, put together over any scheduler and any job
// queues: the running node's threads, or the simulation's dice.
#pragma once

#include "actors/actor_gallery.hpp"
#include "actors/actor_service.hpp"
#include "actors/artwork_sink.hpp"
#include "actors/consumer.hpp"
#include "actors/erase_sink.hpp"
#include "actors/front_error_journal.hpp"
#include "actors/front_error_sink.hpp"
#include "actors/letter_maker.hpp"
#include "actors/mail_meters.hpp"
#include "actors/mail_queue_sink.hpp"
#include "actors/mailer.hpp"
#include "actors/node_ports.hpp"
#include "actors/own_journal.hpp"
#include "actors/render_pool.hpp"
#include "actors/returned_letters.hpp"
#include "actors/session_chronicle.hpp"
#include "actors/session_env.hpp"
#include "actors/strip_cache.hpp"
#include "actors/take_janitor.hpp"
#include "actors/tally_sink.hpp"

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include <array>
#include <vector>

namespace chant::actors {

struct node_queues {
  job_queue& readers;    ///< blocking reads of log, keys, checkpoints
  job_queue& renderers;  ///< each worker with a picture maker
  job_queue& mailers;    ///< each worker with a letter writer
};

/// Spawned by the constructor; end() must have been called, and the actors have ended, before the
/// destructor. The members are public to those who put nodes together.
struct node_parts {
  node_parts(caf::actor_system& system, node_queues queues, const node_ports& ports,
             const node_options& options);

  static constexpr std::size_t router_count = 8;  ///< measured: 8 to 16 are best, one is 30 % less

  /// Tells all actors to end, consumers without finishing their work.
  void end();
  /// The consumer of that name, or an empty handle.
  [[nodiscard]] caf::actor consumer_named(std::string_view name) const;

  session_metrics metrics;
  campaign::terms_in_force terms;
  session_env sessions;
  consumer_env consuming;
  own_journal own;
  front_error_journal front_errors;
  front_error_sink front_error_groups;
  tally_sink tally;
  std::vector<caf::actor> routers;
  actor_service service;
  strip_cache strips;
  render_pool renderers;
  actor_gallery gallery;
  artwork_sink artworks;
  std::shared_ptr<mailer_door> post_room;
  mail_queue_sink letters;
  letter_maker writing;
  mail_meters mail_metrics;
  returned_letters returns;
  take_janitor janitor;
  erase_sink erasing;
  session_chronicle chronicle;
  /// renderer, mailer, tally, janitor, eraser, front_errors, mail_queue
  std::array<consumer_status, 7> status;
  mailer_env mailing;
  std::array<caf::actor, 7> consumers;  ///< in the same order
};

}  // namespace chant::actors
