#include "cli/log_rebuild.hpp"

#include "base/sha256.hpp"
#include "campaign/erase_receipt.hpp"
#include "campaign/event_codec.hpp"
#include "campaign/front_error_groups.hpp"
#include "campaign/own_stream.hpp"
#include "campaign/session.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace chant::cli {

namespace {

using campaign::log_offset;
using campaign::session_id;
using campaign::stream_version;
using store::event_view;

constexpr std::uint64_t events_per_word = 4096;  // of progress
/// Names under which actors/ keeps its consumers' checkpoints.
constexpr std::string_view counter = "tally";
constexpr std::string_view front_errors = "front_errors";
constexpr std::array<std::string_view, 6> consumers{"renderer", "mailer", "janitor",
                                                    "eraser",   counter,  front_errors};

/// A snapshot waiting for the replay to reach its version: a digest, since a million snapshots
/// would not fit.
struct expected_snapshot {
  stream_version version;
  sha256_digest state;
};

class rebuild {
 public:
  rebuild(const log_view& log, const store::state_database* kept, const rebuild_options& options)
      : log_(log), kept_(kept), options_(options), head_(log.head()) {}

  result<rebuild_report> run() {
    const auto stats = log_.stats();
    if (!stats) return std::unexpected(stats.error());
    if (auto loaded = load_folded(); !loaded) return std::unexpected(loaded.error());
    passes_ = 1 + stats->sessions / options_.sessions_per_pass;
    for (pass_ = 0; pass_ < passes_; ++pass_) {
      if (auto done = run_pass(); !done) return std::unexpected(done.error());
    }
    report_.events = head_.value();
    if (auto done = compare_checkpoints(); !done) return std::unexpected(done.error());
    return std::move(report_);
  }

 private:
  result<void> run_pass() {
    sessions_.clear();
    snapshots_.clear();
    if (auto loaded = load_snapshots(); !loaded) return loaded;
    if (auto replayed = replay(); !replayed) return replayed;
    report_.sessions += sessions_.size() - sessions_.count(campaign::own_stream());
    for (const auto& [id, snapshot] : snapshots_)
      differ("snapshot_ahead_of_log",
             fmt::format("session {} has a snapshot at version {}, which the log does not reach",
                         id.hex(), snapshot.version.value()));
    return {};
  }

  /// Sessions of this pass: ids are random, so their first two bytes spread them evenly.
  [[nodiscard]] bool in_pass(const session_id& id) const {
    const auto high = std::to_integer<std::uint64_t>(id.bytes[0]);
    const auto low = std::to_integer<std::uint64_t>(id.bytes[1]);
    return ((high << 8) | low) * passes_ >> 16 == pass_;
  }

  result<void> load_snapshots() {
    if (kept_ == nullptr) return {};
    return kept_->each_snapshot([this](const session_id& id, const store::snapshot& s) {
      if (in_pass(id)) snapshots_.emplace(id, expected_snapshot{s.version, sha256({s.state})});
      return true;
    });
  }

  /// What consumers have folded of the log, to be folded again.
  result<void> load_folded() {
    if (kept_ == nullptr) return {};
    auto count = kept_->load(counter);
    if (!count) return std::unexpected(count.error());
    counter_ = std::move(*count);
    auto groups = kept_->load(front_errors);
    if (!groups) return std::unexpected(groups.error());
    groups_ = std::move(*groups);
    return {};
  }

  result<void> replay() {
    log_offset due;
    const auto end = log_.scan(due, head_, [&](const event_view& e) {
      take(e, due);
      due = e.offset.next();
      if (options_.progress && due.value() % events_per_word == 0)
        options_.progress(pass_ * head_.value() + due.value(), passes_ * head_.value());
      return true;
    });
    if (!end) return std::unexpected(end.error());
    if (due < head_)
      differ("log_ends_early", fmt::format("there is no event at offset {}, before the head {}",
                                           due.value(), head_.value()));
    return {};
  }

  void take(const event_view& e, log_offset due) {
    if (pass_ == 0) {
      if (e.offset != due)
        differ("offset_gap",
               fmt::format("offset {} follows, where {} was due", e.offset.value(), due.value()));
      recount(e);
    }
    if (!in_pass(e.stream)) return;
    auto decoded = campaign::decode(e.type, e.schema, e.payload);
    if (!decoded) {
      differ(decoded.error().code,
             fmt::format("offset {}: {}", e.offset.value(), decoded.error().detail));
      return;
    }
    fold(e, *decoded);
    regroup(e, *decoded);
    compare_lookup(e, *decoded);
  }

  void fold(const event_view& e, const campaign::event& decoded) {
    auto& state = sessions_[e.stream];
    const auto due = state.version.next();
    if (e.version != due)
      differ("version_gap",
             fmt::format("session {}: version {} at offset {}, where {} was due", e.stream.hex(),
                         e.version.value(), e.offset.value(), due.value()));
    state = campaign::apply(std::move(state), e.id, decoded);
    state.version = e.version;
    compare_snapshot(e.stream, state);
  }

  void compare_snapshot(const session_id& id, const campaign::session& state) {
    const auto expected = snapshots_.find(id);
    if (expected == snapshots_.end() || expected->second.version != state.version) return;
    ++report_.snapshots;
    if (sha256({campaign::encode(state)}) != expected->second.state)
      differ("snapshot_differs",
             fmt::format("session {}: the snapshot at version {} is not what replay gives",
                         id.hex(), state.version.value()));
    snapshots_.erase(expected);
  }

  void compare_lookup(const event_view& e, const campaign::event& decoded) {
    auto lookup = campaign::lookup_of(decoded);
    if (!lookup) lookup = campaign::receipt_name(decoded);
    if (lookup) ++report_.lookups;
    if (lookup != e.lookup)
      differ("lookup_differs", fmt::format("offset {} is indexed by another share id than its own",
                                           e.offset.value()));
  }

  /// The counter's own count, by the events before its checkpoint.
  void recount(const event_view& e) {
    if (!counter_ || e.offset >= counter_->next) return;
    if (e.type == opened_) ++counted_.sessions;
    if (e.type == ordered_) ++counted_.artworks;
    if (e.type == subscribed_) ++counted_.subscribers;
  }

  /// The groups of front-end errors, by the events before their checkpoint. All of one stream: seen
  /// in one pass, in order.
  void regroup(const event_view& e, const campaign::event& decoded) {
    if (!groups_ || e.offset >= groups_->next) return;
    if (const auto* counted = std::get_if<campaign::front_error_counted>(&decoded))
      regrouped_.add(*counted, e.at);
  }

  result<void> compare_checkpoints() {
    if (kept_ == nullptr) return {};
    for (const auto consumer : consumers) {
      const auto loaded = kept_->load(consumer);
      if (!loaded) return std::unexpected(loaded.error());
      if (!*loaded) continue;
      ++report_.checkpoints;
      if ((*loaded)->next > head_)
        differ("checkpoint_ahead_of_log",
               fmt::format("the consumer {} is at offset {}, beyond the head {}", consumer,
                           (*loaded)->next.value(), head_.value()));
    }
    compare_counter();
    if (groups_ && groups_->state != regrouped_.encode())
      differ("front_errors_differ",
             fmt::format("at offset {} the groups of front-end errors are not what replay gives",
                         groups_->next.value()));
    return {};
  }

  void compare_counter() {
    if (!counter_) return;
    const auto recounted =
        fmt::format("{} {} {}", counted_.sessions, counted_.artworks, counted_.subscribers);
    if (counter_->state != recounted)
      differ("counter_differs", fmt::format("at offset {} the counter says '{}', replay says '{}'",
                                            counter_->next.value(), counter_->state, recounted));
  }

  void differ(std::string code, std::string detail) {
    ++report_.differences;
    if (report_.listed.size() < options_.listed_at_most)
      report_.listed.push_back({std::move(code), std::move(detail)});
  }

  struct tally {
    std::uint64_t sessions = 0;
    std::uint64_t artworks = 0;
    std::uint64_t subscribers = 0;
  };

  const log_view& log_;
  const store::state_database* kept_;
  const rebuild_options& options_;
  const log_offset head_;
  const std::uint16_t opened_ = campaign::type_code(campaign::session_opened{});
  const std::uint16_t ordered_ = campaign::type_code(campaign::artwork_ordered{});
  const std::uint16_t subscribed_ = campaign::type_code(campaign::subscriber_added{});

  std::uint64_t passes_ = 1;
  std::uint64_t pass_ = 0;
  std::optional<store::checkpoint> counter_;
  tally counted_;
  std::optional<store::checkpoint> groups_;
  campaign::front_error_groups regrouped_{campaign::front_error_groups::kept_by_node};
  std::unordered_map<session_id, campaign::session> sessions_;
  std::unordered_map<session_id, expected_snapshot> snapshots_;
  rebuild_report report_;
};

}  // namespace

result<rebuild_report> rebuild_and_compare(const log_view& log, const store::state_database* kept,
                                           const rebuild_options& options) {
  return rebuild(log, kept, options).run();
}

}  // namespace chant::cli
