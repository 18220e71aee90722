// Sends what is due of the mail queue: has it written, claims it, hands it to the relay and records
// what became of it. The domain decides when it is tried again; here is only how fast.
#pragma once

#include "actors/consumer.hpp"
#include "actors/domain_limits.hpp"
#include "actors/letter_hand.hpp"
#include "actors/letter_maker.hpp"
#include "actors/letter_search.hpp"
#include "actors/mail_meters.hpp"
#include "actors/mailer_door.hpp"
#include "actors/mailer_options.hpp"
#include "actors/relay_circuit.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "campaign/service.hpp"
#include "mail/relay.hpp"
#include "store/mail_queue.hpp"

#include <caf/event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace chant::actors {

/// Owned by the node; everything outlives the mailer. A relay's answers may come later still.
struct mailer_env {
  const store::event_log& log;
  store::mail_queue& queue;
  const consumer_status& folding;  ///< how far the queue is folded
  job_queue& readers;
  letter_maker& maker;
  mail::relay& relay;
  letter_eraser erase_letter;
  campaign::service& sessions;
  const chant::clock& clock;
  random_source& random;
  mail_meters& meters;
};

// To itself, from its own jobs.
struct mailer_found;
struct mailer_opened;
struct mailer_written;
struct mailer_answered;
struct mailer_delivered;
struct mailer_cleared;
struct mailer_again;

/// Knows consumer_pause, consumer_resume and consumer_stop besides mailer_wake. A letter is claimed
/// only when a connection is free for it: what a crash leaves in doubt is at most as many letters
/// as the relay has connections.
class mailer final : public caf::event_based_actor {
 public:
  mailer(caf::actor_config& config, mailer_env& env, const mailer_options& options,
         std::shared_ptr<mailer_door> at, consumer_status& status);

  caf::behavior make_behavior() override;
  void on_exit() override;

  static constexpr std::chrono::seconds tick_length{1};
  /// Read from the queue at once, besides those that are known.
  static constexpr std::size_t letters_per_read = 256;
  /// Recorded and not yet folded into the queue: while there are more, nothing is begun.
  static constexpr std::size_t unfolded_max = 8192;

 private:
  void look();
  void on_found(mailer_found& answer);
  void begin_next();
  void on_opened(mailer_opened& answer);
  void take_place(letter_work& w);
  void on_written(mailer_written& answer);
  void claim_next();
  void claim(letter_work& w);
  void on_answered(mailer_answered& answer);
  void on_claimed(letter_work& w, const campaign::outcome& answer);
  void hand_over(letter_work& w);
  void on_delivered(mailer_delivered& answer);
  void learn_from(const letter_work& w, const mail::delivery& fate);
  void record(letter_work& w, campaign::record_letter::fate what, std::string word,
              bool of_relay = false);
  void submit(letter_work& w, campaign::command c);
  void on_recorded(letter_work& w, const campaign::outcome& answer);
  void give_up(letter_work& w, const error& why);
  void clear(letter_work& w);
  void on_cleared(const mailer_cleared& answer);
  void on_again(const mailer_again& again);
  void postpone(letter_work& w, std::chrono::microseconds wait);
  void drop(letter_work& w);
  void finish(letter_work& w);
  void release_place(letter_work& w);
  void on_tick();
  void take_back_lost();
  void stop_if_done();
  void report();
  [[nodiscard]] std::size_t hand_limit() const;
  /// A completion that comes back as a message about this letter.
  template <class Message>
  [[nodiscard]] auto back_as(const letter_work& w);

  mailer_env& env_;
  const mailer_options options_;
  const std::shared_ptr<mailer_door> door_;
  consumer_status& status_;
  domain_limits domains_;
  relay_circuit circuit_;
  hourly_pace pace_;
  letter_search search_;
  letter_hand hand_;
  settled_letters settled_;

  bool paused_ = false;
  bool stopping_ = false;
  std::uint32_t stopping_ticks_ = 0;
  std::uint32_t now_ = 0;  ///< ticks since the start
};

}  // namespace chant::actors
