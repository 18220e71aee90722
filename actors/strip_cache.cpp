#include "actors/strip_cache.hpp"

#include "base/log.hpp"
#include "base/sha256.hpp"

#include <utility>

namespace chant::actors {

strip_cache::strip_cache(store::blob_store& blobs, std::string_view revision)
    : blobs_(blobs), suffix_('-' + sha256({revision}).hex().substr(0, 8)) {}

strip_cache::strips strip_cache::recent(const campaign::share_id& share) {
  const std::lock_guard lock(mutex_);
  return recent_.find(share).value_or(item{}).what;
}

strip_cache::strips strip_cache::recently_drawn(const campaign::share_id& share) {
  const std::lock_guard lock(mutex_);
  const auto found = recent_.find(share).value_or(item{});
  return found.whole ? found.what : nullptr;
}

strip_cache::strips strip_cache::load(const campaign::share_id& share) {
  if (auto found = recent(share)) return found;
  auto kept = blobs_.get(blob_name(share));
  if (!kept) return nullptr;
  auto found =
      std::make_shared<const rendered>(rendered{.strips = *std::move(kept), .undrawable = {}});
  const std::lock_guard lock(mutex_);
  recent_.put(share, {.what = found, .whole = false});
  return found;
}

void strip_cache::keep(const campaign::share_id& share, strips drawn) {
  const auto put = blobs_.put(blob_name(share), drawn->strips, store::durability::cache);
  if (!put) log::warn("an artwork was not kept", {{"code", put.error().code}});
  const std::lock_guard lock(mutex_);
  recent_.put(share, {.what = std::move(drawn), .whole = true});
}

result<void> strip_cache::drop(const campaign::share_id& share) {
  {
    const std::lock_guard lock(mutex_);
    recent_.erase(share);
  }
  auto gone = blobs_.remove_family(share.hex());
  if (!gone) log::warn("an artwork was not removed", {{"code", gone.error().code}});
  return gone;
}

std::string strip_cache::blob_name(const campaign::share_id& share) const {
  return share.hex() + suffix_;
}

}  // namespace chant::actors
