// Reads a fan's whole stream and opens it, for who may see all of it.
#pragma once

#include "actors/job_queue.hpp"
#include "campaign/chronicle.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"

namespace chant::actors {

/// All of it outlives the chronicle. Reads on the readers' threads, after what fans wait for.
class session_chronicle final : public campaign::chronicle {
 public:
  session_chronicle(store::event_log& log, store::fan_keys& keys, job_queue& readers)
      : log_(log), keys_(keys), readers_(readers) {}

  void tell(const campaign::session_id& of, completion<campaign::history> done) override;

 private:
  [[nodiscard]] result<campaign::history> read(const campaign::session_id& of) const;

  store::event_log& log_;
  store::fan_keys& keys_;
  job_queue& readers_;
};

}  // namespace chant::actors
