// Draws artworks on threads of their own, what a browser waits for before what a consumer orders.
#pragma once

#include "actors/job_queue.hpp"
#include "actors/picture_maker.hpp"
#include "actors/strip_cache.hpp"
#include "base/metrics.hpp"
#include "campaign/gallery.hpp"

#include <memory>
#include <vector>

namespace chant::actors {

/// Thread-safe. Each worker of `threads` has a picture maker of its own, made when it first draws.
class render_pool {
 public:
  render_pool(job_queue& threads, picture_maker_factory factory, strip_cache& strips,
              metrics::registry& registry);

  /// Draws and keeps, unless it was drawn a moment ago. `done` is called on the drawing thread;
  /// errc::unavailable, code "overloaded", at once when too many wait.
  void draw(const campaign::exhibit& what, job_queue::priority how,
            completion<strip_cache::strips> done);

  [[nodiscard]] unsigned workers() const { return threads_.workers(); }

 private:
  [[nodiscard]] result<strip_cache::strips> draw_now(unsigned worker,
                                                     const campaign::exhibit& what);
  [[nodiscard]] result<picture_maker*> maker_of(unsigned worker);

  job_queue& threads_;
  picture_maker_factory factory_;
  strip_cache& strips_;
  std::vector<std::unique_ptr<picture_maker>> makers_;  ///< each touched by its worker alone
  metrics::counter& drawn_;
  metrics::histogram& seconds_;
};

}  // namespace chant::actors
