#include "store/log_tables.hpp"

#include <fmt/format.h>

#include <limits>

namespace chant::store {

namespace {

using table = log_database::table;

std::unexpected<error> corrupt(std::string code, std::string detail) {
  return std::unexpected(error{errc::corrupt, std::move(code), std::move(detail), {}});
}

std::unexpected<error> failed_at(log_offset offset, const rocksdb::Status& why) {
  return std::unexpected(failed(fmt::format("reading offset {}", offset.value()), why));
}

std::unexpected<error> missing(log_offset offset) {
  return corrupt("offset_missing", fmt::format("there is no record at offset {}", offset.value()));
}

}  // namespace

result<log_offset> log_tables::head() const {
  const std::unique_ptr<rocksdb::Iterator> at(
      database_->db().NewIterator({}, database_->of(table::log)));
  at->SeekToLast();
  if (!at->status().ok()) return std::unexpected(failed("finding the log's end", at->status()));
  if (!at->Valid()) return log_offset{};
  const auto last = parse_offset(view(at->key()));
  if (!last) return corrupt("log_corrupt", "the last key of the log is no offset");
  return last->next();
}

result<bool> log_tables::holds(const session_id& stream, std::uint64_t version) const {
  if (version > std::numeric_limits<stream_version::value_type>::max()) return false;
  const auto found = offset_of(stream, stream_version(static_cast<std::uint32_t>(version)));
  if (!found) return std::unexpected(found.error());
  return found->has_value();
}

result<stream_version> log_tables::version_of(const session_id& stream) const {
  // Versions have no gaps, so the last one is found by doubling and halving. The hash index cannot
  // seek backwards, and an iterator costs more than the few point reads of a fan's stream.
  std::uint64_t standing = 0;
  std::uint64_t beyond = 1;
  for (;; beyond *= 2) {
    const auto there = holds(stream, beyond);
    if (!there) return std::unexpected(there.error());
    if (!*there) break;
    standing = beyond;
  }
  while (beyond - standing > 1) {
    const auto middle = standing + (beyond - standing) / 2;
    const auto there = holds(stream, middle);
    if (!there) return std::unexpected(there.error());
    (*there ? standing : beyond) = middle;
  }
  return stream_version(static_cast<std::uint32_t>(standing));
}

result<std::optional<log_offset>> log_tables::offset_of(const session_id& stream,
                                                        stream_version version) const {
  rocksdb::PinnableSlice value;
  const stream_key key(stream, version);
  const auto status =
      database_->db().Get({}, database_->of(table::streams), slice(key.bytes()), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return std::unexpected(failed("reading the index of streams", status));
  const auto offset = parse_offset(view(value));
  if (!offset) return corrupt("index_malformed", "an entry of the stream index is no offset");
  return offset;
}

result<std::vector<recorded_event>> log_tables::read_stream(const session_id& stream,
                                                            stream_version after,
                                                            std::size_t limit) const {
  rocksdb::ReadOptions options;
  options.prefix_same_as_start = true;
  const std::unique_ptr<rocksdb::Iterator> at(
      database_->db().NewIterator(options, database_->of(table::streams)));
  std::vector<log_offset> offsets;
  if (after.value() == std::numeric_limits<std::uint32_t>::max()) return {};
  const stream_key first(stream, after.next());
  for (at->Seek(slice(first.bytes())); at->Valid() && offsets.size() < limit; at->Next()) {
    const auto offset = parse_offset(view(at->value()));
    if (!offset) return corrupt("index_malformed", "an entry of the stream index is no offset");
    offsets.push_back(*offset);
  }
  if (!at->status().ok())
    return std::unexpected(failed("reading the index of streams", at->status()));
  return read_records(offsets);
}

result<std::vector<recorded_event>> log_tables::read_records(
    const std::vector<log_offset>& offsets) const {
  const std::size_t count = offsets.size();
  const std::vector<offset_key> keys(offsets.begin(), offsets.end());
  std::vector<rocksdb::Slice> slices;
  slices.reserve(count);
  for (const auto& key : keys) slices.push_back(slice(key.bytes()));
  std::vector<rocksdb::PinnableSlice> values(count);
  std::vector<rocksdb::Status> statuses(count);
  database_->db().MultiGet({}, database_->of(table::log), count, slices.data(), values.data(),
                           statuses.data(), true);
  std::vector<recorded_event> events;
  events.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (statuses[i].IsNotFound()) return missing(offsets[i]);
    if (!statuses[i].ok()) return failed_at(offsets[i], statuses[i]);
    const auto record = decode_record(offsets[i], view(values[i]));
    if (!record) return std::unexpected(record.error());
    events.push_back(to_recorded(*record));
  }
  return events;
}

result<std::vector<recorded_event>> log_tables::read_from(log_offset from, log_offset end,
                                                          std::size_t limit) const {
  std::vector<recorded_event> events;
  if (from >= end || limit == 0) return events;
  const auto last = std::min(end.value() - from.value(), std::uint64_t{limit});
  const auto done = scan(from, log_offset(from.value() + last), [&](const event_view& e) {
    events.push_back(to_recorded(e));
    return true;
  });
  if (!done) return std::unexpected(done.error());
  return events;
}

result<recorded_event> log_tables::find(const campaign::share_id& lookup) const {
  rocksdb::PinnableSlice value;
  const auto status =
      database_->db().Get({}, database_->of(table::lookups), slice(lookup.view()), &value);
  if (status.IsNotFound()) {
    return std::unexpected(error{errc::not_found, "event_not_found", "no event of that name", {}});
  }
  if (!status.ok()) return std::unexpected(failed("reading the index of lookups", status));
  const auto offset = parse_offset(view(value));
  if (!offset) return corrupt("index_malformed", "an entry of the lookup index is no offset");
  return read_record(*offset);
}

result<recorded_event> log_tables::read_record(log_offset offset) const {
  auto one = read_records({offset});
  if (!one) return std::unexpected(std::move(one.error()));
  return std::move(one->front());
}

std::unique_ptr<rocksdb::Iterator> log_tables::iterate(table of, const rocksdb::Slice* end,
                                                       std::size_t readahead_bytes) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = readahead_bytes;
  options.total_order_seek = true;
  options.iterate_upper_bound = end;
  return std::unique_ptr<rocksdb::Iterator>(
      database_->db().NewIterator(options, database_->of(of)));
}

result<log_offset> log_tables::scan(log_offset from, log_offset end,
                                    const std::function<bool(const event_view&)>& visit) const {
  const offset_key first(from);
  const offset_key bound(end);
  const auto upper = slice(bound.bytes());
  // A page is read for its own sake; a long scan wants the next block before it asks.
  const bool long_scan = end.value() - std::min(from, end).value() > 4096;
  const auto at = iterate(table::log, &upper, long_scan ? scan_readahead_bytes : 0);
  auto next = from;
  for (at->Seek(slice(first.bytes())); at->Valid(); at->Next()) {
    const auto offset = parse_offset(view(at->key()));
    if (!offset || *offset != next) return missing(next);
    const auto record = decode_record(next, view(at->value()));
    if (!record) return std::unexpected(record.error());
    next = next.next();
    if (!visit(*record)) return next;
  }
  if (!at->status().ok()) return failed_at(next, at->status());
  if (next < end) return missing(next);
  return next;
}

result<std::optional<chain_link>> log_tables::link_at(log_offset at) const {
  if (at.value() == 0) return chain_link{};
  rocksdb::PinnableSlice value;
  const offset_key key(at);
  const auto status =
      database_->db().Get({}, database_->of(table::chain), slice(key.bytes()), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return std::unexpected(failed("reading the hash chain", status));
  const auto link = chain_link::parse(view(value));
  if (!link) return corrupt("chain_malformed", "a link of the hash chain is malformed");
  return link;
}

result<hash_chain> log_tables::chain_to(log_offset at) const {
  const log_offset start(at.value() - at.value() % chain_link::events_per_link);
  const auto link = link_at(start);
  if (!link) return std::unexpected(link.error());
  if (!*link) {
    return corrupt("chain_link_missing",
                   fmt::format("there is no link of the hash chain at offset {}", start.value()));
  }
  hash_chain chain(start, **link);
  const auto done = scan(start, at, [&](const event_view& e) {
    chain.add(record_head(e).bytes(), e.payload, e.version.value() == 1);
    return true;
  });
  if (!done) return std::unexpected(done.error());
  return chain;
}

}  // namespace chant::store
