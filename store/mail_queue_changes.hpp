// What one reader of the log changes in the mail queue before any of it is written: later changes
// see the earlier ones.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "store/mail_queue.hpp"

#include <vector>

namespace chant::store {

/// One caller at a time, the one that mail_queue::change_all() calls.
class mail_queue_changes {
 public:
  explicit mail_queue_changes(const mail_queue& standing) : standing_(standing) {}

  /// Reads and changes. Errors of the read.
  [[nodiscard]] result<void> update(const campaign::event_id& letter,
                                    const mail_queue::change& how);
  [[nodiscard]] result<std::vector<campaign::event_id>> of_session(
      const campaign::session_id& session) const;

  /// What is different from what stands there.
  [[nodiscard]] mail_queue::changed_letters take();

 private:
  const mail_queue& standing_;
  mail_queue::changed_letters touched_;
};

}  // namespace chant::store
