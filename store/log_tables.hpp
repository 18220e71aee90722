// Reading the log's tables, the same for the writer's own process and for readers beside it.
#pragma once

#include "store/event_log.hpp"
#include "store/hash_chain.hpp"
#include "store/log_database.hpp"
#include "store/record.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace chant::store {

/// Refers to the database and must not outlive it. Thread-safe. Errors: errc::corrupt with the
/// offset in the detail, errc::io.
class log_tables {
 public:
  explicit log_tables(const log_database& database) : database_(&database) {}

  /// One past the last record.
  [[nodiscard]] result<log_offset> head() const;
  /// 0 for a stream that is not there.
  [[nodiscard]] result<stream_version> version_of(const session_id& stream) const;
  [[nodiscard]] result<std::vector<recorded_event>> read_stream(const session_id& stream,
                                                                stream_version after,
                                                                std::size_t limit) const;
  [[nodiscard]] result<std::vector<recorded_event>> read_from(log_offset from, log_offset end,
                                                              std::size_t limit) const;
  [[nodiscard]] result<recorded_event> find(const campaign::share_id& lookup) const;
  [[nodiscard]] result<std::optional<log_offset>> offset_of(const session_id& stream,
                                                            stream_version version) const;

  /// Calls `visit` for every event of [from, end) in order until it returns false; reads ahead and
  /// leaves the block cache alone. Returns the offset after the last event visited. A gap is
  /// errc::corrupt "offset_missing".
  [[nodiscard]] result<log_offset> scan(log_offset from, log_offset end,
                                        const std::function<bool(const event_view&)>& visit) const;

  /// The chain over everything before `at`: from the last link at or before it, and the records
  /// from there.
  [[nodiscard]] result<hash_chain> chain_to(log_offset at) const;
  [[nodiscard]] result<std::optional<chain_link>> link_at(log_offset at) const;

  /// A forward iterator over a whole table. For scans, where the memtables are skip lists.
  [[nodiscard]] std::unique_ptr<rocksdb::Iterator> iterate(
      log_database::table table, const rocksdb::Slice* end = nullptr,
      std::size_t readahead_bytes = scan_readahead_bytes) const;
  static constexpr std::size_t scan_readahead_bytes = 2U << 20U;

 private:
  [[nodiscard]] result<recorded_event> read_record(log_offset offset) const;
  [[nodiscard]] result<bool> holds(const session_id& stream, std::uint64_t version) const;
  [[nodiscard]] result<std::vector<recorded_event>> read_records(
      const std::vector<log_offset>& offsets) const;

  const log_database* database_;
};

}  // namespace chant::store
