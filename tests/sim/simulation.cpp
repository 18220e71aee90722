#include "tests/sim/simulation.hpp"

#include "actors/session_actor.hpp"
#include "tests/sim/invariants.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <array>

namespace chant::sim {

simulation::simulation(const options& how)
    : options_(how),
      dice_(how.seed),
      faults_{.on = true, .no_version_check = how.no_version_check},
      world_(how.seed + 1) {
  for (int i = 0; i < 2; ++i) nodes_.push_back(make_node());
}

simulation::~simulation() {
  for (auto& node : nodes_) end_node(*node);
  system_.scheduler.clock().cancel_all();
  system_.scheduler.run();
}

std::unique_ptr<actors::stepped_node> simulation::make_node() {
  auto ports = world_.ports();
  return std::make_unique<actors::stepped_node>(
      system_.actors,
      actors::node_ports{.log = log_,
                         .snapshots = ports.snapshots,
                         .keys = ports.keys,
                         .checkpoints = checkpoints_,
                         .blobs = ports.blobs,
                         .takes = ports.takes,
                         .grants = ports.grants,
                         .clock = ports.clock,
                         .random = ports.random,
                         .terms = ports.terms,
                         .metrics = ports.metrics,
                         .make_pictures = ports.make_pictures,
                         .assembler = ports.assembler,
                         .write_letters = ports.write_letters,
                         .erase_letter = ports.erase_letter,
                         .letters = ports.letters,
                         .suppressed = ports.suppressed,
                         .digests = ports.digests,
                         .relay = ports.relay},
      // Few sessions and little patience: waking and leaving happen all the time.
      actors::node_options{
          .sessions = 2 * actors::node_parts::router_count,
          .passivate_after = std::chrono::seconds(2),
          .mail = {.search = {.sweep_ticks = 2, .claim_lasts = std::chrono::seconds(5)}}});
}

report simulation::run() {
  while (sent_ < commands) step();
  heal();
  while (!at_rest() && steps_ < most_steps) step();
  report r{.trace = trace_,
           .violations = invariants(*this).violations(),
           .steps = steps_,
           .events = world_.kept.log.head().value(),
           .acknowledged = acknowledged_.size(),
           .conflicts = nodes_.front()->parts.metrics.conflicts.value(),
           .node_deaths = node_deaths_};
  return r;
}

// One thing happens. Timers come between other things, not only when nothing else is left to do:
// otherwise races with time are never seen.
void simulation::step() {
  ++steps_;
  const auto what = dice_.roll(100);
  note(what);
  if (what < 50 && run_an_actor()) return;
  if (what < 75 && run_a_job()) return;
  if (what < 85 && world_.kept.log.commit(1 + dice_.roll(3)) > 0) return;
  if (what < 93) return pass_time();
  if (what < 97) {
    if (sent_ < commands) send_a_command();
  } else if (what < 98) {
    any_node().parts.service.tick();
  } else if (faults_.on) {
    make_trouble();
  }
}

bool simulation::run_an_actor() {
  auto& jobs = system_.scheduler.jobs;
  if (jobs.empty()) return false;
  std::swap(jobs.front(), jobs[dice_.roll(jobs.size())]);
  if (auto* actor = dynamic_cast<caf::abstract_actor*>(jobs.front())) note(actor->id());
  system_.scheduler.run_once();
  return true;
}

bool simulation::run_a_job() {
  std::vector<actors::stepped_jobs*> busy;
  for (const auto& node : nodes_)
    for (auto* queue : {&node->readers, &node->renderers, &node->mailers})
      if (queue->depth() > 0) busy.push_back(queue);
  if (busy.empty()) return false;
  auto& queue = *busy[dice_.roll(busy.size())];
  queue.run_nth(dice_.roll(queue.depth()));
  return true;
}

void simulation::pass_time() {
  world_.clock.advance(std::chrono::milliseconds(dice_.roll(500)));
  system_.scheduler.trigger_timeout();
}

void simulation::make_trouble() {
  const error down{.kind = errc::unavailable, .code = "down", .detail = "", .field = {}};
  const auto toggle = [](auto& failure, auto with) {
    failure = failure ? std::nullopt : std::optional(with);
  };
  switch (dice_.roll(12)) {
    case 0:
      return toggle(world_.pictures.failure, down);
    case 1:
      return toggle(world_.post.failure, actors::relay_down());
    case 2:
    case 3:
    case 4:
      return kill_a_session();
    case 5: {  // a drawing thread loses its work, a reading thread a checkpoint
      auto& node = any_node();
      node.renderers.drop_all();
      node.readers.drop_background();
      return;
    }
    case 6:
      return kill_a_node();
    default:
      return;
  }
}

void simulation::kill_a_session() {
  for (auto* job : system_.scheduler.jobs) {
    auto* session = dynamic_cast<actors::session_actor*>(job);
    if (session == nullptr || dice_.one_in(3)) continue;
    caf::anon_send_exit(session->address(), caf::exit_reason::kill);
    return;
  }
}

// Everything in memory is lost, every caller left without an answer, and the checkpoints fall back
// to whichever had reached the disk.
void simulation::kill_a_node() {
  ++node_deaths_;
  auto& place = nodes_[dice_.roll(nodes_.size())];
  end_node(*place);
  graveyard_.push_back(std::move(place));
  checkpoints_.crash(dice_);
  place = make_node();
}

void simulation::end_node(actors::stepped_node& node) {
  for (const auto& consumer : node.parts.consumers)
    caf::anon_send_exit(consumer, caf::exit_reason::kill);
  for (const auto& router : node.parts.routers) caf::anon_send_exit(router, caf::exit_reason::kill);
  node.parts.service.end();
  node.readers.drop_all();
  node.renderers.drop_all();
  node.mailers.drop_all();
}

void simulation::heal() {
  faults_.on = false;
  world_.pictures.failure.reset();
  world_.post.failure.reset();
}

void simulation::send_a_command() {
  ++sent_;
  const auto to = actors::session_number(static_cast<std::uint8_t>(1 + dice_.roll(fans)));
  auto told = std::make_shared<bool>(false);
  any_node().parts.service.submit(
      to, random_command(), [this, to, told](result<campaign::outcome> answer) {
        answered_twice_ += *told;
        answered_ += !*told;
        *told = true;
        note(answer ? answer->state.version.value()
                    : 1000 + static_cast<unsigned>(answer.error().kind));
        if (answer) acknowledged_.push_back({to, std::move(answer->state)});
      });
}

campaign::command simulation::random_command() {
  switch (dice_.roll(6)) {
    case 0:
    case 1:
      return actors::open_in_english;
    case 2:
    case 3:
      // Few names, so that the same is ordered again; one cannot be drawn.
      return actors::order(next_share_++, dice_.one_in(4)   ? "Zoë?"
                                          : dice_.one_in(2) ? "Zoë"
                                                            : "Ana");
    default:
      return actors::subscription(dice_.one_in(4)   ? "never@example.org"
                                  : dice_.one_in(2) ? "zoe@example.org"
                                                    : "ana@example.org");
  }
}

bool simulation::at_rest() const {
  const auto head = world_.kept.log.head().value();
  return answered_ == sent_ && world_.kept.log.waiting() == 0 &&
         std::ranges::all_of(nodes_, [&](const auto& node) {
           return std::ranges::all_of(node->parts.status, [&](const auto& status) {
             const auto now = status.snapshot();
             return now.checkpoint == head && now.state == "running";
           });
         });
}

void simulation::note(std::uint64_t what) { trace_ = (trace_ ^ (what + 1)) * 1099511628211ULL; }

}  // namespace chant::sim
