#include "actors/render_pool.hpp"

#include <chrono>
#include <utility>

namespace chant::actors {

render_pool::render_pool(job_queue& threads, picture_maker_factory factory, strip_cache& strips,
                         metrics::registry& registry)
    : threads_(threads),
      factory_(std::move(factory)),
      strips_(strips),
      makers_(threads.workers()),
      drawn_(registry.make_counter("chant_artworks_drawn_total", "Artworks drawn.")),
      seconds_(registry.make_histogram("chant_artwork_draw_seconds",
                                       "Drawing one artwork, three pictures.")) {}

void render_pool::draw(const campaign::exhibit& what, job_queue::priority how,
                       completion<strip_cache::strips> done) {
  // The completion must survive a job that is turned away.
  auto shared = std::make_shared<completion<strip_cache::strips>>(std::move(done));
  const bool posted = threads_.post(
      how, [this, what, shared](unsigned worker) { (*shared)(draw_now(worker, what)); });
  if (posted) return;
  (*shared)(std::unexpected(error{.kind = errc::unavailable,
                                  .code = "overloaded",
                                  .detail = "too many artworks wait to be drawn",
                                  .field = {}}));
}

result<strip_cache::strips> render_pool::draw_now(unsigned worker, const campaign::exhibit& what) {
  if (auto found = strips_.recently_drawn(what.share)) return found;
  auto maker = maker_of(worker);
  if (!maker) return std::unexpected(std::move(maker.error()));
  const auto start = std::chrono::steady_clock::now();
  auto made = (*maker)->make(what.team, what.name, what.language);
  if (!made) return std::unexpected(std::move(made.error()));
  seconds_.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  drawn_.add();
  auto kept = std::make_shared<const rendered>(*std::move(made));
  strips_.keep(what.share, kept);
  return kept;
}

result<picture_maker*> render_pool::maker_of(unsigned worker) {
  auto& maker = makers_[worker];
  if (!maker) {
    auto made = factory_();
    if (!made) return std::unexpected(std::move(made.error()));
    maker = *std::move(made);
  }
  return maker.get();
}

}  // namespace chant::actors
