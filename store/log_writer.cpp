#include "store/log_writer.hpp"

#include "base/log.hpp"
#include "store/append_rules.hpp"

#include <rocksdb/options.h>

#include <array>
#include <chrono>
#include <utility>

namespace chant::store {

namespace {

using table = log_database::table;

}  // namespace

struct log_writer::instruments {
  explicit instruments(metrics::registry& r)
      : queued(r.make_gauge("chant_log_queued_events", "Events that wait for the writer.")),
        commit(r.make_histogram("chant_log_commit_seconds", "One group commit with its sync.")),
        commits(r.make_counter("chant_log_commits_total", "Group commits.")),
        events(r.make_counter("chant_log_events_total", "Events appended.")),
        conflicts(r.make_counter("chant_log_conflicts_total", "Appends with a stale version.")),
        refused(r.make_counter("chant_log_refused_total", "Appends refused: full, failed.")) {}

  metrics::gauge& queued;
  metrics::histogram& commit;
  metrics::counter& commits;
  metrics::counter& events;
  metrics::counter& conflicts;
  metrics::counter& refused;
};

log_writer::log_writer(surroundings around, hash_chain chain)
    : around_(std::move(around)),
      tables_(around_.database),
      chain_(std::move(chain)),
      measured_(std::make_unique<instruments>(around_.metrics)),
      head_(chain_.at().value()),
      streams_(chain_.streams()),
      announced_(chain_.at()),
      thread_([this] { run(); }) {}

log_writer::~log_writer() { close(); }

void log_writer::append(append_request request, completion<append_receipt> done) {
  if (auto ok = check_limits(request); !ok) return done(std::unexpected(std::move(ok.error())));
  const auto count = request.events.size();
  std::unique_lock lock(mutex_);
  if (closing_ || queued_events_ + count > around_.limits.queue_events) {
    auto why = closing_ ? log_closing() : log_queue_full();
    lock.unlock();
    measured_->refused.add();
    return done(std::unexpected(std::move(why)));
  }
  queued_events_ += count;
  const bool was_idle = queue_.empty();
  queue_.push_back({std::move(request), std::move(done)});
  lock.unlock();
  if (was_idle) work_came_.notify_one();
}

void log_writer::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_came_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void log_writer::run() {
  while (wait_for_work()) {
    while (at_ < work_.size()) commit_next();
    work_.clear();
    at_ = 0;
  }
}

bool log_writer::wait_for_work() {
  std::unique_lock lock(mutex_);
  work_came_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  work_.swap(queue_);
  return !work_.empty();
}

void log_writer::commit_next() {
  const auto began = std::chrono::steady_clock::now();
  ++batch_number_;
  auto allowed = around_.health.check();
  if (allowed) allowed = around_.admit();
  if (allowed && around_.before_commit) allowed = around_.before_commit();
  std::size_t taken_events = 0;
  while (at_ < work_.size() && batch_events_.size() < around_.limits.batch_events &&
         batch_bytes_ < around_.limits.batch_bytes) {
    auto& next = work_[at_];
    result<append_receipt> outcome = append_receipt{};
    const auto count = next.request.events.size();
    if (!allowed) {
      outcome = std::unexpected(allowed.error());
      measured_->refused.add();
    } else if (judge(next.request, outcome) == verdict::deferred) {
      break;
    }
    taken_events += count;
    answers_.push_back({std::move(next.done), std::move(outcome)});
    ++at_;
  }
  if (!batch_events_.empty()) {
    if (const auto written = write(); written) {
      publish();
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
      measured_->commit.observe(took.count());
    } else {
      refuse_all(written.error());
      start_over();
    }
  }
  queued_events_ -= taken_events;
  measured_->queued.set(static_cast<std::int64_t>(queued_events_.load(std::memory_order_relaxed)));
  answer_all();
}

log_writer::verdict log_writer::judge(append_request& request, result<append_receipt>& outcome) {
  const auto actual = version_of(request.stream);
  if (!actual) {
    outcome = std::unexpected(actual.error());
    return verdict::answered;
  }
  if (expectation_holds(request.expected, *actual)) {
    outcome = put_all(request, *actual);
    return verdict::answered;
  }
  // Its original may lie in this very batch, where it cannot be read yet.
  const auto* head = heads_.find(request.stream);
  if (head != nullptr && head->batch == batch_number_) return verdict::deferred;
  outcome = judge_retry(request, *actual);
  if (!outcome) measured_->conflicts.add();
  return verdict::answered;
}

result<stream_version> log_writer::version_of(const session_id& stream) {
  if (const auto* known = heads_.find(stream)) return known->version;
  const auto version = tables_.version_of(stream);
  if (version) heads_.put(stream, {*version, 0});
  return version;
}

result<append_receipt> log_writer::judge_retry(const append_request& request,
                                               stream_version actual) const {
  const auto after = retry_position(request, actual);
  if (!after) return std::unexpected(version_conflict(actual));
  const auto standing = tables_.read_stream(request.stream, *after, request.events.size());
  if (!standing) return std::unexpected(standing.error());
  if (!same_ids(request.events, *standing)) return std::unexpected(version_conflict(actual));
  return append_receipt{standing->back().offset, standing->back().version, true};
}

append_receipt log_writer::put_all(append_request& request, stream_version actual) {
  auto version = actual;
  for (auto& e : request.events) {
    version = version.next();
    put(e, request.stream, version);
  }
  heads_.put(request.stream, {version, batch_number_});
  return {batch_events_.back().offset, version, false};
}

void log_writer::put(new_event& e, const session_id& stream, stream_version version) {
  const auto offset = chain_.at();
  const event_view event{offset,   stream, version,  e.id,     e.type,
                         e.schema, e.at,   e.lookup, e.payload};
  const record_head head(event);
  const offset_key key(offset);
  const stream_key place(stream, version);
  const std::array key_parts{slice(key.bytes())};
  const std::array record_parts{slice(head.bytes()), slice(e.payload)};
  const auto& database = around_.database;
  // A batch in memory of valid column families: these cannot fail.
  batch_.Put(database.of(table::log), {key_parts.data(), 1}, {record_parts.data(), 2})
      .PermitUncheckedError();
  batch_.Put(database.of(table::streams), slice(place.bytes()), slice(key.bytes()))
      .PermitUncheckedError();
  if (e.lookup) {
    batch_.Put(database.of(table::lookups), slice(e.lookup->view()), slice(key.bytes()))
        .PermitUncheckedError();
  }
  if (const auto link = chain_.add(head.bytes(), e.payload, version.value() == 1)) {
    const offset_key after(chain_.at());
    batch_.Put(database.of(table::chain), slice(after.bytes()), link->bytes())
        .PermitUncheckedError();
  }
  batch_bytes_ += head.bytes().size() + e.payload.size();
  batch_events_.push_back(
      {offset, stream, version, e.id, e.type, e.schema, e.at, std::move(e.payload)});
}

result<void> log_writer::write() {
  rocksdb::WriteOptions options;
  options.sync = true;
  options.protection_bytes_per_key = 8;
  const auto status = around_.database.db().Write(options, &batch_);
  if (status.ok()) return {};
  if (around_.health.failed_for_good()) return std::unexpected(around_.health.check().error());
  return std::unexpected(error{errc::unavailable, "log_stalled", status.ToString(), {}});
}

void log_writer::publish() {
  around_.head_file.set({chain_.at(), chain_.digest()});
  measured_->commits.add();
  measured_->events.add(batch_events_.size());
  recent_.add(std::exchange(batch_events_, {}));
  batch_events_.reserve(64);
  batch_.Clear();
  batch_bytes_ = 0;
  streams_.store(chain_.streams(), std::memory_order_relaxed);
  head_.store(chain_.at().value(), std::memory_order_release);
}

/// The batch is not in the log: what was noted of it is taken back.
void log_writer::start_over() {
  batch_events_.clear();
  batch_.Clear();
  batch_bytes_ = 0;
  heads_.clear();
  auto chain = tables_.chain_to(head());
  if (chain) {
    chain_ = std::move(*chain);
    return;
  }
  log::error("the hash chain cannot be taken up again", {{"reason", chain.error().detail}});
  around_.health.give_up(chain.error().detail);
}

void log_writer::refuse_all(const error& why) {
  for (auto& a : answers_) {
    if (a.outcome && !a.outcome->repeated) a.outcome = std::unexpected(why);
  }
}

void log_writer::answer_all() {
  const auto head_now = head();
  for (auto& a : answers_) a.done(std::move(a.outcome));
  answers_.clear();
  if (std::exchange(announced_, head_now) != head_now) watchers_.notify(head_now);
}

}  // namespace chant::store
