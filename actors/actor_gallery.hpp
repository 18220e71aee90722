// The public side of artworks over log, strips and drawing threads: implements campaign::gallery.
#pragma once

#include "actors/job_queue.hpp"
#include "actors/lru_map.hpp"
#include "actors/picture_maker.hpp"
#include "actors/render_pool.hpp"
#include "actors/strip_cache.hpp"
#include "campaign/gallery.hpp"
#include "store/event_log.hpp"
#include "store/fan_keys.hpp"

#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace chant::actors {

/// Owned by the node; everything outlives the gallery.
struct gallery_env {
  store::event_log& log;
  store::fan_keys& keys;
  job_queue& readers;
  render_pool& renderers;
  strip_cache& strips;
  const picture_assembler& assembler;
};

/// Completions run on the caller's thread when everything is in memory, else on a reading or
/// drawing thread. Any number of requests for one artwork draw it once.
class actor_gallery final : public campaign::gallery {
 public:
  explicit actor_gallery(gallery_env env) : env_(env) {}

  void find(const campaign::share_id& share, completion<campaign::exhibit> done) override;
  void draw(const campaign::share_id& share, campaign::layout which,
            completion<campaign::picture> done) override;

  /// After the fan's key is destroyed: drops the artwork's strips and what is remembered of it, and
  /// has what is being read or drawn of it meanwhile dropped too. An error: the strips may still be
  /// there, ask again. Blocks.
  [[nodiscard]] result<void> forget(const campaign::share_id& share);

  /// A page that spreads is asked for again and again; about 300 bytes each.
  static constexpr std::size_t exhibits_in_memory = 4096;
  /// Requests that wait for a drawing.
  static constexpr std::size_t max_waiting = 2048;

 private:
  struct waiter {
    campaign::layout which;
    completion<campaign::picture> done;
  };

  void show(const campaign::exhibit& what, waiter w);
  /// Adds to those who wait for the artwork. False: it is the first, and has to see to it.
  [[nodiscard]] result<bool> join(const campaign::share_id& share, waiter& w);
  void fetch(const campaign::exhibit& what);
  /// False if some artwork was forgotten since: then what was read or drawn may be of an erased
  /// fan.
  [[nodiscard]] bool still_current(std::uint64_t forgotten_before);
  void drop_if_erased(const campaign::share_id& share);
  void settle(const campaign::exhibit& what, const result<strip_cache::strips>& strips);
  [[nodiscard]] result<campaign::picture> assemble(const campaign::exhibit& what,
                                                   campaign::layout which,
                                                   const strip_cache::strips& strips);

  const gallery_env env_;
  std::mutex mutex_;
  std::uint64_t forgotten_ = 0;  ///< artworks so far
  lru_map<campaign::share_id, campaign::exhibit> exhibits_{exhibits_in_memory};
  std::unordered_map<campaign::share_id, std::vector<waiter>> waiting_;
  std::size_t waiting_count_ = 0;
};

}  // namespace chant::actors
