// Sends what is due of the mail queue: has it written, claims it, hands it to the relay and records
// what became of it. The domain decides when it is tried again; here is only how fast.
#pragma once

#include "actors/consumer.hpp"
#include "actors/domain_limits.hpp"
#include "actors/letter_maker.hpp"
#include "actors/mail_meters.hpp"
#include "actors/mailer_options.hpp"
#include "actors/relay_circuit.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "campaign/service.hpp"
#include "mail/relay.hpp"
#include "store/mail_queue.hpp"

#include <caf/event_based_actor.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

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

/// There may be something due.
struct mailer_wake {};

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
  /// Where threads that outlive the actor leave messages for it: nowhere, once it has ended.
  class door {
   public:
    void open(caf::actor to);
    void close();
    template <class Message>
    void send(Message message);
    /// Not more than one wake is under way.
    void wake();
    void awake() { waking_.store(false); }

   private:
    std::mutex mutex_;
    caf::actor to_;
    std::atomic<bool> waking_{false};
  };

  mailer(caf::actor_config& config, mailer_env& env, const mailer_options& options,
         std::shared_ptr<door> at, consumer_status& status);

  caf::behavior make_behavior() override;
  void on_exit() override;

  static constexpr std::chrono::seconds tick_length{1};
  /// Read from the queue at once.
  static constexpr std::size_t letters_per_read = 256;
  /// Recorded and not yet folded into the queue: while there are more, nothing is begun.
  static constexpr std::size_t unfolded_max = 8192;

 private:
  struct work {
    enum class step : std::uint8_t {
      opening,
      writing,
      ready,
      claiming,
      at_relay,
      recording,
      postponing,
      clearing,
    };

    store::queued_letter letter;
    std::uint64_t number = 0;  ///< answers to an earlier one are not for it
    step at = step::opening;
    std::uint32_t since = 0;  ///< tick at which it was begun
    std::uint32_t failures = 0;
    bool orphan = false;  ///< of a mailer that died
    bool copied = false;  ///< the relay may have kept a copy
    letter_order order;
    written_letter text;
    std::string domain;
    bool has_place = false;  ///< of the domain's
    timestamp sent_at{};
    campaign::record_letter fate;

    /// As the log says, or the queue; `now` where neither was looked at.
    [[nodiscard]] timestamp asked_at(timestamp now) const {
      if (order.asked_at != timestamp{}) return order.asked_at;
      return letter.asked_at != timestamp{} ? letter.asked_at : now;
    }
    /// In the hands of a thread that may die with it.
    [[nodiscard]] bool may_be_lost() const {
      return at == step::opening || at == step::writing || at == step::postponing ||
             at == step::clearing;
    }
  };
  void look();
  void look_for_orphans();
  void on_found(mailer_found& answer);
  void take_orphans(const std::vector<store::queued_letter>& claimed);
  void begin_next();
  work& take_up(const store::queued_letter& letter);
  void on_opened(mailer_opened& answer);
  void take_place(work& w);
  void on_written(mailer_written& answer);
  void claim_next();
  void claim(work& w);
  void on_answered(mailer_answered& answer);
  void on_claimed(work& w, const result<campaign::outcome>& answer);
  void hand_over(work& w);
  void on_delivered(mailer_delivered& answer);
  void record(work& w, campaign::record_letter::fate what, std::string word, bool of_relay = false);
  void submit(work& w, campaign::command c);
  void on_recorded(work& w, const result<campaign::outcome>& answer);
  void clear(work& w);
  void on_cleared(const mailer_cleared& answer);
  void on_again(const mailer_again& again);
  void postpone(work& w, std::chrono::microseconds wait);
  void drop(work& w);
  void finish(work& w);
  void release_place(work& w);
  void on_tick();
  void forget_folded();
  void stop_if_done();
  void report();
  [[nodiscard]] work* find(std::uint64_t number);
  [[nodiscard]] std::size_t claims() const;
  [[nodiscard]] std::size_t hand_limit() const;
  [[nodiscard]] double chance();

  mailer_env& env_;
  const mailer_options options_;
  const std::shared_ptr<door> door_;
  consumer_status& status_;
  domain_limits domains_;
  relay_circuit circuit_;
  hourly_pace pace_;

  campaign::log_offset folded_before_start_;  ///< what stood in the log when this one started
  bool started_ = false;  ///< that is folded, and what it left claimed is taken up
  bool sweeping_ = false;
  std::uint32_t swept_at_ = 0;
  std::optional<store::mail_queue::place> swept_to_;
  bool looking_ = false;
  std::uint32_t looking_since_ = 0;
  bool look_again_ = false;
  bool paused_ = false;
  bool stopping_ = false;
  std::uint32_t stopping_ticks_ = 0;
  std::uint32_t now_ = 0;  ///< ticks since the start
  std::uint64_t next_number_ = 1;
  std::uint64_t looks_ = 0;
  std::deque<store::queued_letter> found_;  ///< due, not yet taken up
  std::map<std::uint64_t, work> hand_;      ///< by number: the oldest first
  /// The number of each letter in the hand; 0: recorded, and not yet folded into the queue.
  std::map<campaign::event_id, std::uint64_t> known_;
  /// Recorded letters with the head of the log at that moment.
  std::deque<std::pair<campaign::log_offset, campaign::event_id>> unfolded_;
};

}  // namespace chant::actors
