// The mail queue of tests and simulation.
#pragma once

#include "store/mail_queue.hpp"

#include <map>
#include <mutex>

namespace chant::store {

class memory_mail_queue final : public mail_queue {
 public:
  [[nodiscard]] result<std::optional<queued_letter>> find(
      const campaign::event_id& letter) const override;
  [[nodiscard]] result<std::vector<queued_letter>> due(timestamp by,
                                                       std::size_t limit) const override;
  [[nodiscard]] result<std::vector<queued_letter>> list(queued_letter::phase of,
                                                        const std::optional<place>& after,
                                                        std::size_t limit) const override;
  [[nodiscard]] result<std::vector<campaign::event_id>> of_session(
      const campaign::session_id& session) const override;
  [[nodiscard]] counts_by_phase counts() const override;

 private:
  [[nodiscard]] result<void> write(const changed_letters& all) override;

  mutable std::mutex mutex_;
  std::map<campaign::event_id, queued_letter> letters_;
};

}  // namespace chant::store
