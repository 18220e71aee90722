#include "store/log_reader.hpp"

#include "store/data_lock.hpp"
#include "store/log_layout.hpp"
#include "store/log_tables.hpp"
#include "store/log_verifier.hpp"
#include "store/witness.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

namespace chant::store {

namespace {

/// Scratch space of one reader; the name tells whose it was.
std::filesystem::path scratch_of(const log_layout& layout) {
  static std::atomic<unsigned> opened{0};
  return layout.readers() / fmt::format("{}-{}", ::getpid(), opened.fetch_add(1));
}

error unknown(const std::filesystem::path& dir) {
  return {errc::not_found, "log_unknown", fmt::format("there is no log in {}", dir.string()), {}};
}

}  // namespace

struct log_reader::state {
  log_layout layout;
  std::filesystem::path scratch;  ///< set while following a node
  std::unique_ptr<log_database> database;
  log_offset head;
  std::optional<witness_mark> seen;

  ~state() {
    database.reset();
    std::error_code ignored;
    if (!scratch.empty()) std::filesystem::remove_all(scratch, ignored);
  }
  [[nodiscard]] bool following() const { return !scratch.empty(); }
  [[nodiscard]] log_tables tables() const { return log_tables(*database); }
  [[nodiscard]] result<void> open();
  [[nodiscard]] result<void> refresh();
};

result<void> log_reader::state::open() {
  std::error_code why;
  if (!std::filesystem::exists(layout.database() / "CURRENT", why))
    return std::unexpected(unknown(layout.dir));
  const log_database_options options{
      .dir = layout.database(), .block_cache_bytes = 8U << 20U, .listener = nullptr};
  if (data_lock::is_held(layout.dir)) {
    scratch = scratch_of(layout);
    std::filesystem::create_directories(scratch, why);
    if (why) {
      return std::unexpected(
          error{errc::io,
                "log_io",
                fmt::format("cannot make {}: {}", scratch.string(), why.message()),
                {}});
    }
  }
  auto opened =
      following() ? log_database::follow(options, scratch) : log_database::read_only(options);
  if (!opened) return std::unexpected(opened.error());
  database = std::move(*opened);
  return refresh();
}

result<void> log_reader::state::refresh() {
  // Read first: everything it names is in the files that are looked at next.
  const auto mark = witness::read(layout.witness());
  if (!mark) return std::unexpected(mark.error());
  if (following()) {
    const auto status = database->db().TryCatchUpWithPrimary();
    if (!status.ok()) return std::unexpected(failed("catching up with the node", status));
  }
  const auto end = tables().head();
  if (!end) return std::unexpected(end.error());
  seen = *mark;
  // The writer's log shows a batch before it is synced; what is not acknowledged is not shown.
  head = following() && seen ? std::min(*end, seen->head) : *end;
  return {};
}

result<std::unique_ptr<log_reader>> log_reader::open(log_reader_options options) {
  auto s = std::make_unique<state>(log_layout{std::move(options.dir)});
  if (auto opened = s->open(); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<log_reader>(new log_reader(std::move(s)));
}

log_reader::log_reader(std::unique_ptr<state> s) : state_(std::move(s)) {}

log_reader::~log_reader() = default;

result<void> log_reader::catch_up() { return state_->refresh(); }

log_offset log_reader::head() const { return state_->head; }

result<log_offset> log_reader::scan(log_offset from, log_offset end,
                                    const std::function<bool(const event_view&)>& visit) const {
  const auto bound = std::min(end, state_->head);
  if (from >= bound) return from;
  return state_->tables().scan(from, bound, visit);
}

result<std::vector<recorded_event>> log_reader::read_stream(const session_id& stream,
                                                            stream_version after,
                                                            std::size_t limit) const {
  auto events = state_->tables().read_stream(stream, after, limit);
  if (events)
    std::erase_if(*events, [this](const recorded_event& e) { return e.offset >= state_->head; });
  return events;
}

result<recorded_event> log_reader::find(const campaign::share_id& lookup) const {
  return state_->tables().find(lookup);
}

result<log_stats> log_reader::stats() const {
  const auto chain = state_->tables().chain_to(state_->head);
  if (!chain) return std::unexpected(chain.error());
  return log_stats{state_->head.value(), state_->head, chain->streams(),
                   state_->layout.database_bytes()};
}

result<verify_report> log_reader::verify() {
  if (auto fresh = state_->refresh(); !fresh) return std::unexpected(fresh.error());
  const auto tables = state_->tables();
  return log_verifier(tables, state_->head, state_->seen).run();
}

}  // namespace chant::store
