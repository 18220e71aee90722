// What the uploads of a node share, and the two ways in which one ends: reported to its session, or
// given up.
#pragma once

#include "actors/job_queue.hpp"
#include "actors/take_claims.hpp"
#include "actors/take_options.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "campaign/service.hpp"
#include "campaign/take_uploads.hpp"
#include "store/take_grants.hpp"
#include "store/take_store.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace chant::actors {

struct take_env {
  store::take_store& files;
  store::take_grants& grants;
  campaign::service& sessions;
  job_queue& workers;
  const chant::clock& clock;
  random_source& random;
  metrics::registry& metrics;
};

struct take_metrics {
  explicit take_metrics(metrics::registry& r);
  metrics::gauge& open;
  metrics::gauge& staged;
  metrics::counter& begun;
  metrics::counter& finished;
  metrics::counter& cut;
  metrics::counter& refused;
  metrics::counter& expired;
  metrics::counter& dropped;
  metrics::counter& bytes;
  metrics::histogram& sync_seconds;
};

/// Thread-safe. What blocks runs on the workers.
class take_work {
 public:
  take_work(const take_env& e, const take_options& o);

  /// errc::unavailable "overloaded" when the workers have too much to do; `work` is destroyed.
  [[nodiscard]] result<void> post(std::move_only_function<void()> work);

  /// Refuses, and gives up, a take whose first bytes are no recording of the announced kind:
  /// errc::refused "media_type_unknown" or "media_type_differs". Fewer bytes than a header tell
  /// nothing; then complete() judges.
  [[nodiscard]] result<void> judge_beginning(const store::take_grant& grant,
                                             std::string_view bytes);
  /// Gives a take that is all there its name and reports it. On a worker; `done` comes later.
  void complete(const store::take_grant& grant, completion<campaign::upload_progress> done);
  /// Tells the session that the take is given up, then removes it. errc as campaign::service says.
  void give_up(const store::take_grant& grant, std::string reason, completion<void> done);

  [[nodiscard]] campaign::upload_progress progress(const store::take_grant& grant,
                                                   std::uint64_t offset) const {
    return {
        .offset = offset, .size_bytes = grant.size_bytes, .expires = grant.expires, .metadata = {}};
  }
  [[nodiscard]] static store::take_name name_of(const store::take_grant& grant) {
    return {grant.session, grant.take};
  }

  take_env env;
  take_options options;
  take_metrics counted;
  take_claims claims;
  std::atomic<std::size_t> staged{0};

 private:
  void report(const store::take_grant& grant, const store::kept_take& kept,
              const store::take_slip& slip, completion<campaign::upload_progress> done);
  void settle(const store::take_grant& grant);
};

}  // namespace chant::actors
