// Replays the whole log into fresh states and compares them with what the node keeps besides it:
// snapshots, checkpoints, the public counter. With store::log_reader::verify(), which compares the
// indexes, the proof that everything but the log is a cache.
#pragma once

#include "cli/log_view.hpp"
#include "store/state_database.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace chant::cli {

/// Something that is not what the log says.
struct difference {
  std::string code;    ///< stable machine word: "snapshot_differs", "offset_gap" …
  std::string detail;  ///< one sentence naming session id or offset; nothing personal
};

struct rebuild_report {
  std::uint64_t events = 0;
  std::uint64_t sessions = 0;
  std::uint64_t snapshots = 0;     ///< compared byte for byte
  std::uint64_t lookups = 0;       ///< share ids, compared with those the log is indexed by
  std::uint64_t checkpoints = 0;   ///< of consumers, held against the head; the counter recounted
  std::uint64_t differences = 0;   ///< all of them
  std::vector<difference> listed;  ///< the first rebuild_options::listed_at_most
};

struct rebuild_options {
  /// Sessions folded in one pass over the log: at about 1 kB each, some 250 MB. A log with more
  /// sessions is read several times.
  std::uint64_t sessions_per_pass = 250'000;
  std::size_t listed_at_most = 100;
  /// Told now and then how many of how many events are done.
  std::function<void(std::uint64_t done, std::uint64_t all)> progress = {};
};

/// `kept` may be null: nothing but the log is there, then. It must have been opened before `log`
/// was, since a snapshot may not be ahead of its log. Errors are those of reading; what does not
/// agree is a difference.
[[nodiscard]] result<rebuild_report> rebuild_and_compare(const log_view& log,
                                                         const store::state_database* kept,
                                                         const rebuild_options& options);

}  // namespace chant::cli
