// Writes a welcome letter to every new subscriber, with the fan's latest artwork in it, and tells
// the session what became of it.
#pragma once

#include "actors/event_sink.hpp"
#include "actors/job_queue.hpp"
#include "actors/letter_writer.hpp"
#include "campaign/gallery.hpp"
#include "campaign/service.hpp"
#include "store/fan_keys.hpp"

#include <memory>
#include <vector>

namespace chant::actors {

/// A letter that the session has recorded is not written again. Between its delivery and the record
/// lies a moment in which a crash sends it twice, under the same Message-ID. Where the fan erased
/// everything meanwhile, the copy goes too.
class letter_sink final : public event_sink {
 public:
  /// Each worker of `threads` has a writer of its own, made when it first delivers.
  letter_sink(store::fan_keys& keys, job_queue& threads, letter_writer_factory factory,
              letter_eraser erase_letter, campaign::service& sessions, campaign::gallery& gallery);
  ~letter_sink() override;

  [[nodiscard]] bool wants(std::uint16_t type) const override { return type == subscriber_added_; }
  [[nodiscard]] taken take(const store::recorded_event& event, completion<void> done) override;

  static constexpr std::string_view kind = "welcome";

 private:
  struct letter_in_work;
  using work = std::shared_ptr<letter_in_work>;

  void on_session(const work& w, result<campaign::session> of);
  void fetch_picture(const work& w);
  void write(const work& w);
  void write_now(const work& w, unsigned worker);
  void record(const work& w, letter_fate fate);
  void discard(const work& w);
  [[nodiscard]] result<letter_writer*> writer_of(unsigned worker);

  store::fan_keys& keys_;
  job_queue& threads_;
  letter_writer_factory factory_;
  letter_eraser erase_letter_;
  campaign::service& sessions_;
  campaign::gallery& gallery_;
  std::vector<std::unique_ptr<letter_writer>> writers_;  ///< each touched by its worker alone
  const std::uint16_t subscriber_added_;
};

}  // namespace chant::actors
