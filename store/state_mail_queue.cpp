#include "store/state_mail_queue.hpp"

#include "base/cbor.hpp"
#include "store/big_endian.hpp"

#include <fmt/format.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <tuple>
#include <utility>

namespace chant::store {
namespace {

using phase = queued_letter::phase;

constexpr std::string_view counts_key = "c";
// Phase, due and letter behind the tag.
constexpr std::size_t phase_key_bytes = 1 + 1 + 8 + 16;
constexpr std::size_t session_key_bytes = 1 + 16 + 16;

error failed(const rocksdb::Status& why) {
  return {errc::io, "state_io", fmt::format("the mail queue: {}", why.ToString()), ""};
}

error malformed() { return {errc::corrupt, "state_malformed", "a queued letter is malformed", ""}; }

std::string letter_key(const campaign::event_id& letter) {
  return std::string("l").append(letter.view());
}

std::string session_key(const queued_letter& l) {
  return std::string("s").append(l.session.view()).append(l.letter.view());
}

/// Times before 1970 do not occur: the order of the bytes is the order of time.
std::string phase_key(phase p, timestamp due) {
  std::string key(2 + 8, 'p');
  key[1] = static_cast<char>(p);
  store_big_endian(key.data() + 2, static_cast<std::uint64_t>(due.time_since_epoch().count()));
  return key;
}

std::string phase_key(const queued_letter& l) {
  return phase_key(l.now, l.due).append(l.letter.view());
}

std::string after_phase(phase p) {
  std::string key("p");
  key += static_cast<char>(static_cast<unsigned>(p) + 1);
  return key;
}

std::uint64_t micros(timestamp t) {
  return static_cast<std::uint64_t>(t.time_since_epoch().count());
}

timestamp from_micros(std::uint64_t since_epoch) {
  return timestamp(std::chrono::microseconds(static_cast<std::int64_t>(since_epoch)));
}

std::string encode(const queued_letter& l) {
  std::string bytes;
  cbor::writer to(bytes);
  to.array(8);
  to.bytes(l.session.view());
  to.text(l.kind);
  to.unsigned_integer(static_cast<std::uint64_t>(l.now));
  to.unsigned_integer(l.attempts);
  to.unsigned_integer(micros(l.asked_at));
  to.unsigned_integer(micros(l.due));
  to.text(l.reason);
  to.unsigned_integer(l.seen.value());
  return bytes;
}

result<queued_letter> decode(const campaign::event_id& letter, std::string_view bytes) {
  cbor::reader from(bytes);
  if (from.array() != 8) return std::unexpected(malformed());
  queued_letter l{.letter = letter};
  const auto session = campaign::session_id::from_raw(from.bytes());
  l.kind = from.text();
  const auto now = from.unsigned_integer();
  l.attempts = static_cast<std::uint32_t>(from.unsigned_integer());
  l.asked_at = from_micros(from.unsigned_integer());
  l.due = from_micros(from.unsigned_integer());
  l.reason = from.text();
  l.seen = campaign::stream_version(static_cast<std::uint32_t>(from.unsigned_integer()));
  if (!from.done() || !session || now >= queued_letter::phases) return std::unexpected(malformed());
  l.session = *session;
  l.now = static_cast<phase>(now);
  return l;
}

/// What a letter's change means for its entry and its two indexes.
void add(rocksdb::WriteBatch& batch, rocksdb::ColumnFamilyHandle& table,
         const campaign::event_id& letter, const std::optional<queued_letter>& before,
         const std::optional<queued_letter>& after) {
  if (after)
    batch.Put(&table, letter_key(letter), encode(*after));
  else
    batch.Delete(&table, letter_key(letter));
  for (const auto& key_of : {+[](const queued_letter& l) { return phase_key(l); }, session_key}) {
    const auto gone = before ? key_of(*before) : std::string();
    const auto come = after ? key_of(*after) : std::string();
    if (gone == come) continue;
    if (before) batch.Delete(&table, gone);
    if (after) batch.Put(&table, come, rocksdb::Slice());
  }
}

std::string encode(const mail_queue::counts_by_phase& counts) {
  std::string bytes(counts.size() * 8, '\0');
  for (std::size_t i = 0; i < counts.size(); ++i) store_big_endian(bytes.data() + 8 * i, counts[i]);
  return bytes;
}

}  // namespace

state_mail_queue::state_mail_queue(rocksdb::DB& database, rocksdb::ColumnFamilyHandle& table,
                                   std::function<result<void>()> admit)
    : database_(database), table_(table), admit_(std::move(admit)) {
  std::string bytes;
  const auto got =
      database_.Get(rocksdb::ReadOptions(), &table_, rocksdb::Slice(counts_key), &bytes);
  if (!got.ok() || bytes.size() != counts_.size() * 8) return;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    counts_[i] = load_big_endian<std::uint64_t>(bytes.data() + 8 * i);
}

result<void> state_mail_queue::write(const changed_letters& all) {
  if (auto admitted = admit_(); !admitted) return admitted;
  auto counts = this->counts();
  rocksdb::WriteBatch batch;
  for (const auto& [letter, now] : all) {
    add(batch, table_, letter, now.before, now.after);
    if (now.before) --counts.at(static_cast<std::size_t>(now.before->now));
    if (now.after) ++counts.at(static_cast<std::size_t>(now.after->now));
  }
  batch.Put(&table_, rocksdb::Slice(counts_key), encode(counts));
  const std::lock_guard lock(indexing_);
  const auto written = database_.Write(rocksdb::WriteOptions(), &batch);
  if (!written.ok()) return std::unexpected(failed(written));
  for (const auto& [letter, now] : all) {
    if (!now.after) continue;
    auto& first = first_.at(static_cast<std::size_t>(now.after->now));
    first = std::min(first, phase_key(*now.after));
  }
  const std::lock_guard counted(counting_);
  counts_ = counts;
  return {};
}

result<std::optional<queued_letter>> state_mail_queue::find(
    const campaign::event_id& letter) const {
  std::string bytes;
  const auto got = database_.Get(rocksdb::ReadOptions(), &table_, letter_key(letter), &bytes);
  if (got.IsNotFound()) return std::nullopt;
  if (!got.ok()) return std::unexpected(failed(got));
  auto decoded = decode(letter, bytes);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  return *std::move(decoded);
}

// Letters that settle between index and entry are left out.
result<std::vector<queued_letter>> state_mail_queue::listed(const std::string& from,
                                                            const std::string& before,
                                                            std::size_t limit) const {
  std::vector<queued_letter> all;
  rocksdb::ReadOptions reading;
  const rocksdb::Slice bound(before);
  reading.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(database_.NewIterator(reading, &table_));
  for (at->Seek(from); at->Valid() && all.size() < limit; at->Next()) {
    if (at->key().size() != phase_key_bytes) return std::unexpected(malformed());
    const auto letter =
        campaign::event_id::from_raw(at->key().ToStringView().substr(phase_key_bytes - 16));
    auto found = find(*letter);
    if (!found) return std::unexpected(std::move(found.error()));
    if (*found) all.push_back(**std::move(found));
  }
  if (!at->status().ok()) return std::unexpected(failed(at->status()));
  return all;
}

/// The first letters of a phase, from where one may stand.
result<std::vector<queued_letter>> state_mail_queue::first_listed(phase of,
                                                                  const std::string& before,
                                                                  std::size_t limit) const {
  const std::lock_guard lock(indexing_);
  auto& first = first_.at(static_cast<std::size_t>(of));
  auto found = listed(std::max(first, phase_key(of, timestamp{})), before, limit);
  if (found && limit > 0)
    first = found->empty() ? std::max(first, before) : phase_key(found->front());
  return found;
}

result<std::vector<queued_letter>> state_mail_queue::due(timestamp by, std::size_t limit) const {
  std::vector<queued_letter> all;
  for (const auto p : {phase::waiting, phase::deferred, phase::in_doubt}) {
    auto found = first_listed(p, phase_key(p, by + timestamp::duration(1)), limit);
    if (!found) return found;
    std::ranges::move(*found, std::back_inserter(all));
  }
  std::ranges::sort(all, {}, [](const queued_letter& l) { return std::tuple(l.due, l.letter); });
  if (all.size() > limit) all.resize(limit);
  return all;
}

result<std::vector<queued_letter>> state_mail_queue::list(phase of,
                                                          const std::optional<place>& after,
                                                          std::size_t limit) const {
  if (!after) return first_listed(of, after_phase(of), limit);
  auto from = phase_key(of, after->due).append(after->letter.view());
  from.push_back('\0');
  return listed(from, after_phase(of), limit);
}

result<std::vector<campaign::event_id>> state_mail_queue::of_session(
    const campaign::session_id& session) const {
  std::vector<campaign::event_id> all;
  const auto prefix = std::string("s").append(session.view());
  const std::unique_ptr<rocksdb::Iterator> at(
      database_.NewIterator(rocksdb::ReadOptions(), &table_));
  for (at->Seek(prefix); at->Valid() && at->key().starts_with(prefix); at->Next()) {
    if (at->key().size() != session_key_bytes) return std::unexpected(malformed());
    all.push_back(*campaign::event_id::from_raw(at->key().ToStringView().substr(17)));
  }
  if (!at->status().ok()) return std::unexpected(failed(at->status()));
  return all;
}

mail_queue::counts_by_phase state_mail_queue::counts() const {
  const std::lock_guard counted(counting_);
  return counts_;
}

}  // namespace chant::store
