// Carries reports of relays and providers to the sessions, and their addresses to the suppression
// list.
#pragma once

#include "actors/job_queue.hpp"
#include "campaign/letter_returns.hpp"
#include "campaign/own_events.hpp"
#include "campaign/service.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"
#include "store/mail_queue.hpp"
#include "store/suppression_list.hpp"

#include <memory>

namespace chant::actors {

struct returned_letters_env {
  store::event_log& log;
  store::fan_keys& keys;
  store::mail_queue& queue;
  const store::suppression_list& suppressed;
  const store::address_digests& digests;
  job_queue& readers;
  campaign::service& sessions;
  campaign::own_events& own;
};

/// All of the environment outlives it, completions included.
class returned_letters final : public campaign::letter_returns {
 public:
  explicit returned_letters(returned_letters_env env) : env_(env) {}

  void report(campaign::returned_letter what, completion<void> done) override;

 private:
  struct task;
  using work = std::shared_ptr<task>;

  void look_up(const work& w);
  void suppress(const work& w, const std::string& digest);
  void record(const work& w);

  returned_letters_env env_;
};

}  // namespace chant::actors
