// The strips that were drawn: the latest in memory, the others as blobs that may go missing.
#pragma once

#include "actors/lru_map.hpp"
#include "actors/picture_maker.hpp"
#include "campaign/ids.hpp"
#include "store/blob_store.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace chant::actors {

/// Thread-safe. Keyed by share id and renderer revision: a new renderer finds nothing of the old.
class strip_cache {
 public:
  strip_cache(store::blob_store& blobs, std::string_view revision);

  using strips = std::shared_ptr<const rendered>;

  /// From memory only, null if it is not there. `undrawable` may be missing: see load().
  [[nodiscard]] strips recent(const campaign::share_id& share);
  /// The same, whole: only what keep() brought.
  [[nodiscard]] strips recently_drawn(const campaign::share_id& share);
  /// From memory, else from the disk, where `undrawable` is not kept. Null if it is nowhere.
  /// Blocks.
  [[nodiscard]] strips load(const campaign::share_id& share);
  /// In memory and on the disk. A full disk is no failure: it will be drawn again. Blocks.
  void keep(const campaign::share_id& share, strips drawn);
  /// Forgets strips, those of other renderers too: damaged ones, or an erased fan's. The blob
  /// store's errors, also told to the log: then the bytes may still be there. Blocks.
  [[nodiscard]] result<void> drop(const campaign::share_id& share);

  /// A browser fetches a cover's pictures within seconds; 256 of about 40 kB are 10 MB.
  static constexpr std::size_t in_memory = 256;

 private:
  struct item {
    strips what;
    bool whole = false;  ///< `undrawable` is true, not merely empty
  };
  [[nodiscard]] std::string blob_name(const campaign::share_id& share) const;

  store::blob_store& blobs_;
  const std::string suffix_;
  std::mutex mutex_;
  lru_map<campaign::share_id, item> recent_{in_memory};
};

}  // namespace chant::actors
