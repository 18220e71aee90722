#include "actors/settled_letters.hpp"

#include "base/log.hpp"

namespace chant::actors {
namespace {

constexpr std::uint32_t lost_after_ticks = 60;  // then the job was lost with its thread

}  // namespace

void settled_letters::tick(timestamp now) {
  ++ticks_;
  const auto at = progress_->load();
  if (at == progress::under_way && ticks_ < lost_after_ticks) return;
  if (at == progress::done && ticks_ < ticks_between_runs) return;
  ticks_ = 0;
  progress_->store(progress::under_way);
  auto job = [&queue = queue_, before = now - keep_, told = progress_](unsigned) {
    const auto forgotten = queue.forget_settled(before, letters_per_page);
    if (!forgotten)
      log::warn("settled letters stay in the queue for now", {{"code", forgotten.error().code}});
    told->store(forgotten && *forgotten == letters_per_page ? progress::more : progress::done);
  };
  // Turned away: the next tick tries again.
  if (!readers_.post(job_queue::priority::background, std::move(job)))
    progress_->store(progress::more);
}

}  // namespace chant::actors
