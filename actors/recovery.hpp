// From the log to a session's state, and from decided events to an append: the two ways between
// domain and store, without any actor.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "campaign/events.hpp"
#include "campaign/session.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"
#include "store/snapshots.hpp"

#include <vector>

namespace chant::actors {

struct recovered_session {
  campaign::session state;            ///< personal fields opened; version 0: the stream is empty
  campaign::stream_version snapshot;  ///< version the snapshot had; 0: there was none
};

/// Snapshot and the events after it. Without, or with an unreadable, snapshot the whole stream.
/// Blocks on the disk. Errors are the log's, the keys' and the codec's.
[[nodiscard]] result<recovered_session> recover(const campaign::session_id& id,
                                                const store::snapshot_store& snapshots,
                                                const store::event_log& log,
                                                const store::fan_keys& keys);

/// The event of a record, its personal fields opened (or erased).
[[nodiscard]] result<campaign::event> open_event(const store::recorded_event& record,
                                                 const store::fan_keys& keys);

/// Whether sealing these events needs the fan's key, which may have to come from the disk.
[[nodiscard]] bool has_personal_fields(std::vector<campaign::event>& events);

/// Seals the personal fields, the first event standing at the version after `version`. The events
/// keep their clear text beside the ciphertext. Blocks on the disk when there are such fields.
[[nodiscard]] result<void> seal(std::vector<campaign::event>& events,
                                const campaign::session_id& id, campaign::stream_version version,
                                store::fan_keys& keys);

/// The append of sealed events after `version`, with new ids and the time of the clock.
[[nodiscard]] store::append_request make_append(const std::vector<campaign::event>& events,
                                                const campaign::session_id& id,
                                                campaign::stream_version version, timestamp at,
                                                random_source& random);

/// Folds appended events into the state they were decided on.
[[nodiscard]] campaign::session apply_all(campaign::session state,
                                          const std::vector<campaign::event_id>& ids,
                                          const std::vector<campaign::event>& events);

}  // namespace chant::actors
