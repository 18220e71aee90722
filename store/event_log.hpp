// The log of record: every event of every stream, in commit order. One port, several
// implementations (in memory, RocksDB), one contract suite (tests/contract/event_log_contract.hpp).
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/sha256.hpp"
#include "campaign/ids.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::store {

using campaign::event_id;
using campaign::log_offset;
using campaign::session_id;
using campaign::stream_version;

/// What the appender believes the stream's version to be (KurrentDB's terms).
struct expected_version {
  enum class kind : std::uint8_t { any, no_stream, exact };
  kind what = kind::any;
  stream_version version{};  ///< for exact

  [[nodiscard]] static expected_version any() { return {}; }
  [[nodiscard]] static expected_version no_stream() { return {kind::no_stream, {}}; }
  [[nodiscard]] static expected_version exactly(stream_version v) { return {kind::exact, v}; }
};

/// An event about to be appended; the payload is CBOR with personal fields sealed.
struct new_event {
  event_id id;
  std::uint16_t type = 0;    ///< code of the registry
  std::uint16_t schema = 1;  ///< version of the registry
  timestamp at;
  std::string payload;
  std::optional<campaign::share_id> lookup;  ///< find() leads from it to this event
};

/// An event as it stands in the log.
struct recorded_event {
  log_offset offset;
  session_id stream;
  stream_version version;
  event_id id;
  std::uint16_t type = 0;
  std::uint16_t schema = 1;
  timestamp at;
  std::string payload;
};

struct append_request {
  session_id stream;
  expected_version expected;
  std::vector<new_event> events;  ///< 1 to limits::events_per_append; all or none are appended
};

struct append_receipt {
  log_offset last_offset;
  stream_version last_version;
  bool repeated = false;  ///< the same event ids stood there already: an idempotent retry
};

struct log_stats {
  std::uint64_t events = 0;
  log_offset head;  ///< the next offset to be written: equals events
  std::uint64_t sessions = 0;
  std::uint64_t bytes = 0;  ///< on disk, or of payloads in memory
};

struct log_limits {
  static constexpr std::size_t events_per_append = 16;
  static constexpr std::size_t payload_bytes = 64 * 1024;
};

/// Thread-safe. Reading never waits for the writer.
class event_log {
 public:
  virtual ~event_log() = default;

  /// Queues the request; `done` is called once, on the writer's thread, after the bytes are durable
  /// (fsync) or with errc::conflict (detail names the actual version), errc::unavailable (queue
  /// full, disk nearly full, closing), errc::malformed (limits). Requests of one stream keep their
  /// order. `done` must be quick.
  virtual void append(append_request request, completion<append_receipt> done) = 0;

  /// Up to `limit` events of the stream after version `after`, in order.
  [[nodiscard]] virtual result<std::vector<recorded_event>> read_stream(
      const session_id& stream, stream_version after, std::size_t limit) const = 0;

  /// Up to `limit` committed events from `from` on, in order; empty at the head.
  [[nodiscard]] virtual result<std::vector<recorded_event>> read_from(log_offset from,
                                                                      std::size_t limit) const = 0;

  /// The event appended with that lookup; errc::not_found.
  [[nodiscard]] virtual result<recorded_event> find(const campaign::share_id& lookup) const = 0;

  /// Offset after the last committed event: the watermark for consumers. Never waits.
  [[nodiscard]] virtual log_offset head() const = 0;

  /// Calls `on_commit(head)` on the writer's thread after every commit, until the returned handle
  /// is destroyed. `on_commit` must be quick.
  using subscription = std::shared_ptr<void>;
  [[nodiscard]] virtual subscription watch(std::function<void(log_offset)> on_commit) = 0;

  [[nodiscard]] virtual result<log_stats> stats() const = 0;
};

}  // namespace chant::store
