// Reading the log beside a running node, or where none runs: for analysts, replay and verification.
// Never writes to the log and never holds up its writer.
#pragma once

#include "store/event_log.hpp"
#include "store/record.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chant::store {

struct log_reader_options {
  std::filesystem::path dir = {};  ///< the log's, as given to rocksdb_log
};

/// One thing that is not as it was written.
struct log_fault {
  log_offset offset;   ///< where it shows
  std::string code;    ///< e.g. "chain_mismatch"
  std::string detail;  ///< one sentence, no personal data
};

struct verify_report {
  log_offset head;  ///< events [0, head) were checked
  std::uint64_t streams = 0;
  std::uint64_t lookups = 0;
  std::uint64_t links = 0;        ///< of the hash chain, compared
  sha256_digest digest;           ///< of the chain at head
  std::vector<log_fault> faults;  ///< the first `faults_max`
  std::uint64_t faults_found = 0;

  static constexpr std::size_t faults_max = 100;
  [[nodiscard]] bool sound() const { return faults_found == 0; }
};

/// Shows the log as of the last catch_up(). Reading is thread-safe; catch_up() and verify() are not
/// to run beside anything else. Errors: errc::corrupt with the offset in the detail, errc::io.
class log_reader {
 public:
  /// errc::not_found "log_unknown" when there is no log.
  [[nodiscard]] static result<std::unique_ptr<log_reader>> open(log_reader_options options);
  ~log_reader();

  /// Brings what was committed meanwhile into view. Without a node there is nothing new.
  [[nodiscard]] result<void> catch_up();

  /// One past the last event in view. While a node serves, never beyond what it has acknowledged.
  [[nodiscard]] log_offset head() const;

  /// Calls `visit` for each event of [from, end) in order until it returns false; `end` is cut to
  /// head(). The view's payload is valid during the call. About a microsecond an event. Returns the
  /// offset after the last event visited.
  [[nodiscard]] result<log_offset> scan(log_offset from, log_offset end,
                                        const std::function<bool(const event_view&)>& visit) const;

  [[nodiscard]] result<std::vector<recorded_event>> read_stream(const session_id& stream,
                                                                stream_version after,
                                                                std::size_t limit) const;
  [[nodiscard]] result<recorded_event> find(const campaign::share_id& lookup) const;
  [[nodiscard]] result<log_stats> stats() const;

  /// Reads everything: offsets without gaps, versions of each stream without gaps, the hash chain,
  /// both indexes equal to the log, and nothing less than the witness saw. Damage is reported, not
  /// returned as an error. Memory: about 60 bytes a stream.
  [[nodiscard]] result<verify_report> verify();

 private:
  struct state;
  explicit log_reader(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace chant::store
