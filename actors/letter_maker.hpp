// Finds out what a queued letter is to say and to whom, and has it written.
#pragma once

#include "actors/job_queue.hpp"
#include "actors/letter_writer.hpp"
#include "campaign/gallery.hpp"
#include "campaign/service.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"
#include "store/mail_queue.hpp"
#include "store/suppression_list.hpp"

#include <memory>
#include <vector>

namespace chant::actors {

struct letter_maker_env {
  store::event_log& log;
  store::fan_keys& keys;
  const store::suppression_list& suppressed;
  const store::address_digests& digests;
  job_queue& threads;
  letter_writer_factory factory;
  campaign::service& sessions;
  campaign::gallery& gallery;
};

/// Thread-safe; all of the environment outlives it. Completions come once, unless a thread is lost
/// with its work; on any thread. errc::gone: the fan was erased, nobody is left to write to.
class letter_maker {
 public:
  explicit letter_maker(letter_maker_env env);
  ~letter_maker();

  /// Recipient and language, as they were when the letter was asked for; no picture yet.
  /// errc::not_found with "letter_unknown": the session's stream asked for no such letter;
  /// errc::refused with "suppressed": nothing is sent to that address.
  void open(const store::queued_letter& letter, completion<letter_order> done);

  /// The letter with the fan's latest artwork as it is now.
  void write(letter_order order, completion<written_letter> done);

 private:
  struct task;
  using work = std::shared_ptr<task>;

  [[nodiscard]] result<letter_order> open_now(const campaign::session_id& session,
                                              const campaign::event_id& letter) const;
  void on_session(const work& w, result<campaign::session> of);
  void fetch_picture(const work& w, campaign::share_id share);
  void post(const work& w);
  [[nodiscard]] result<written_letter> write_now(const letter_order& order, unsigned worker);

  letter_maker_env env_;
  std::vector<std::unique_ptr<letter_writer>> writers_;  ///< each touched by its worker alone
};

/// The order that a letter came from, read from the session's stream. Blocks.
[[nodiscard]] result<letter_order> find_order(const store::event_log& log,
                                              const store::fan_keys& keys,
                                              const campaign::session_id& session,
                                              const campaign::event_id& letter);

}  // namespace chant::actors
