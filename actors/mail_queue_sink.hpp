// Folds what the log says about letters into the mail queue, and about addresses into the
// suppression list.
#pragma once

#include "actors/event_sink.hpp"
#include "actors/job_queue.hpp"
#include "store/mail_queue.hpp"
#include "store/mail_queue_changes.hpp"
#include "store/suppression_list.hpp"

#include <functional>
#include <mutex>
#include <string_view>
#include <vector>

namespace chant::actors {

/// What comes while it folds is folded together afterwards, in the order of the log and in one
/// write. Every event says all that the queue keeps of it, and which one is newer is told by its
/// version: events may come again, and those of a failed write later than their successors. What a
/// settled letter leaves behind in that case is cleared away by the mailer, who asks the session.
class mail_queue_sink final : public event_sink {
 public:
  /// `on_change` is called on a reader's thread when there may be something to do for the mailer.
  mail_queue_sink(store::mail_queue& queue, store::suppression_list& suppressed, job_queue& readers,
                  std::function<void()> on_change);

  [[nodiscard]] bool wants(std::uint16_t type) const override;
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override;
  /// What waited is dropped: the consumer has forgotten it too, and reads it again.
  void restore(std::string_view state) override;

 private:
  struct item {
    store::recorded_event event;
    completion<void> done;
  };
  void fold_next();
  void fold_waiting();

  store::mail_queue& queue_;
  store::suppression_list& suppressed_;
  job_queue& readers_;
  const std::function<void()> on_change_;
  std::mutex mutex_;           // of what follows
  std::vector<item> waiting_;  // at most the consumer's credit
  bool folding_ = false;       // a job is posted, or at work
};

/// What one event does to them. Other events do nothing.
[[nodiscard]] result<void> fold(store::mail_queue_changes& queue,
                                store::suppression_list& suppressed,
                                const store::recorded_event& event);

}  // namespace chant::actors
