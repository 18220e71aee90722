#include "cli/draw_log.hpp"

#include "campaign/draw_entrants.hpp"
#include "campaign/event_codec.hpp"
#include "store/draw_events.hpp"
#include "store/hash_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace chant::cli {

namespace {

using campaign::log_offset;

constexpr std::uint64_t events_between_words = 65'536;

/// Entrants and hash chain of the log's first events.
struct reading {
  campaign::draw_entrants all;
  store::hash_chain chain;
  std::optional<error> fault;

  bool take(const store::event_view& e) {
    chain.add(store::record_head(e).bytes(), e.payload, e.version.value() == 1);
    if (!campaign::draw_entrants::wants(e.type)) return true;
    const auto event = campaign::decode(e.type, e.schema, e.payload);
    if (event) {
      all.take(e.stream, e.offset, *event);
    } else {
      fault = error{errc::corrupt, event.error().code,
                    fmt::format("offset {}: {}", e.offset.value(), event.error().detail), ""};
    }
    return event.has_value();
  }
};

class comparison {
 public:
  comparison(const draw_file& published, const draw_in_log& log)
      : published_(published), log_(log) {}

  [[nodiscard]] std::vector<difference> run() {
    check_log();
    check_steps();
    check_entries();
    check_result();
    return std::move(found_);
  }

 private:
  void differs(std::string code, std::string detail) {
    found_.push_back({std::move(code), std::move(detail)});
  }
  void check_log();
  void check_steps();
  void check_entries();
  void check_result();

  const draw_file& published_;
  const draw_in_log& log_;
  std::vector<difference> found_;
};

void comparison::check_log() {
  const auto& story = log_.story;
  if (story.committed_at.value() >= story.closed->closing)
    differs("log_commitment_late", fmt::format("the commitment, at offset {}, follows the closing",
                                               story.committed_at.value()));
  if (log_.chain.hex() != story.closed->chain)
    differs("log_chain_differs",
            fmt::format("the events before offset {} are not those that the draw was closed over",
                        story.closed->closing));
}

void comparison::check_steps() {
  const auto& story = log_.story;
  if (published_.commitment != story.committed->commitment ||
      published_.beacon_named != story.committed->beacon)
    differs("log_commitment_differs", "the log has another commitment or beacon");
  if (published_.closing != story.closed->closing || published_.chain != story.closed->chain ||
      published_.left_out != story.closed->left_out)
    differs("log_closing_differs", fmt::format("the log closes the draw at {}, with chain {}",
                                               story.closed->closing, story.closed->chain));
}

void comparison::check_entries() {
  std::vector<std::string> due;
  for (const auto& entry : campaign::entries_of(published_.draw, log_.sessions))
    due.push_back(entry.hex());
  auto listed = published_.listed;
  std::ranges::sort(listed);
  std::vector<std::string> foreign;
  std::ranges::set_difference(listed, due, std::back_inserter(foreign));
  std::vector<std::string> missing;
  std::ranges::set_difference(due, listed, std::back_inserter(missing));
  if (!foreign.empty() || !missing.empty())
    differs("log_entries_differ",
            fmt::format("{} entries are in no event before the closing, {} are left away{}",
                        foreign.size(), missing.size(),
                        foreign.empty() ? "" : "; the first: " + foreign.front()));
}

void comparison::check_result() {
  const auto& story = log_.story;
  if (story.held.has_value() != published_.held.has_value())
    return differs("log_result_differs", "only one of file and log has a result");
  if (!story.held) return;
  const auto due = draw_file_of(published_.campaign, story, log_.sessions);
  if (!due) return differs("log_inconsistent", due.error().detail);
  const auto& held = *published_.held;
  if (held.salt != due->held->salt || held.beacon != due->held->beacon ||
      held.seed != due->held->seed)
    differs("log_seed_differs", "the log has another salt, beacon or seed");
  if (held.winners != due->held->winners || held.substitutes != due->held->substitutes)
    differs("log_winners_differ", "the log has other winners or substitutes");
  std::vector<std::string> told;
  for (const auto& [place, won] : story.won) told.push_back(won.entry);
  auto drawn = due->held->winners;
  drawn.insert(drawn.end(), due->held->substitutes.begin(), due->held->substitutes.end());
  if (told != drawn)
    differs("log_winners_differ", "the events of who won are not what the seed says");
}

}  // namespace

result<campaign::draw_story> read_draw_story(const log_view& log, std::string_view draw) {
  const auto book = store::read_draws([&](const auto& stream, auto after, std::size_t limit) {
    return log.read_stream(stream, after, limit);
  });
  if (!book) return std::unexpected(book.error());
  return book->find(draw);
}

result<draw_in_log> read_draw(const log_view& log, std::string_view draw,
                              const read_progress& progress) {
  auto story = read_draw_story(log, draw);
  if (!story) return std::unexpected(story.error());
  if (!story->committed || !story->closed)
    return std::unexpected(error{errc::not_found, "draw_not_closed",
                                 fmt::format("draw {} is not closed yet", draw), "draw"});
  const log_offset closing(story->closed->closing);
  reading so_far;
  const auto end = log.scan({}, closing, [&](const store::event_view& e) {
    if (e.offset.value() % events_between_words == 0) progress(e.offset.value(), closing.value());
    return so_far.take(e);
  });
  if (!end) return std::unexpected(end.error());
  if (so_far.fault) return std::unexpected(*so_far.fault);
  if (*end != closing)
    return std::unexpected(error{errc::corrupt, "log_tail_missing",
                                 fmt::format("draw {} closed at {}, the log ends at {}", draw,
                                             closing.value(), end->value()),
                                 ""});
  auto sessions = so_far.all.sessions(story->left_out);
  return draw_in_log{
      .story = *std::move(story), .sessions = std::move(sessions), .chain = so_far.chain.digest()};
}

std::vector<difference> differences_from_log(const draw_file& published, const draw_in_log& log) {
  return comparison(published, log).run();
}

}  // namespace chant::cli
