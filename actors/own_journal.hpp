// The campaign's own stream in the log.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "campaign/own_events.hpp"
#include "store/event_log.hpp"

#include <vector>

namespace chant::actors {

/// All of it outlives the journal, and the log's completions come before that. None of these events
/// has personal fields: nothing is sealed.
class own_journal final : public campaign::own_events {
 public:
  own_journal(store::event_log& log, const chant::clock& clock, random_source& random)
      : log_(log), clock_(clock), random_(random) {}

  void append(std::vector<campaign::event> events, completion<void> done) override;
  /// Appends the event unless one stands there under that name already. Two calls of one name must
  /// not overlap. Blocks on the disk.
  void append_once(const campaign::event& what, const campaign::share_id& name,
                   completion<void> done);

 private:
  [[nodiscard]] store::new_event recorded(const campaign::event& what);
  void append(store::append_request request, completion<void> done);

  store::event_log& log_;
  const chant::clock& clock_;
  random_source& random_;
};

}  // namespace chant::actors
