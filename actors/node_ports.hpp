// Everything the actors of a node work with, made and owned by app/.
#pragma once

#include "actors/letter_writer.hpp"
#include "actors/mailer_options.hpp"
#include "actors/picture_maker.hpp"
#include "actors/take_options.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "campaign/session.hpp"
#include "mail/relay.hpp"
#include "store/blob_store.hpp"
#include "store/checkpoints.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"
#include "store/mail_queue.hpp"
#include "store/snapshots.hpp"
#include "store/suppression_list.hpp"
#include "store/take_grants.hpp"
#include "store/take_store.hpp"

#include <chrono>
#include <cstddef>

namespace chant::actors {

/// All of it outlives the actors.
struct node_ports {
  store::event_log& log;
  store::snapshot_store& snapshots;
  store::fan_keys& keys;
  store::checkpoint_store& checkpoints;
  store::blob_store& blobs;
  store::take_store& takes;
  store::take_grants& grants;
  const chant::clock& clock;
  random_source& random;
  const campaign::terms& terms;
  metrics::registry& metrics;
  picture_maker_factory make_pictures;
  const picture_assembler& assembler;
  letter_writer_factory write_letters;
  letter_eraser erase_letter;
  store::mail_queue& letters;
  store::suppression_list& suppressed;
  const store::address_digests& digests;
  mail::relay& relay;
};

struct node_options {
  unsigned actor_threads = 0;  ///< 0: one per core
  unsigned renderers = 0;      ///< threads that draw; 0: one per core
  unsigned mailers = 1;        ///< threads that write letters
  /// Threads that read the disk. Reads mostly end in the page cache; four keep a disk busy where
  /// they do not.
  unsigned readers = 4;
  std::size_t sessions = 200'000;            ///< in memory at most, about 2 kB each
  std::chrono::seconds passivate_after{60};  ///< without a command
  unsigned take_threads = 4;                 ///< threads that wait for the disk for uploads
  take_options takes = {};
  mailer_options mail = {};
  bool frozen = false;  ///< the campaign takes no new sessions until it is unfrozen
};

}  // namespace chant::actors
