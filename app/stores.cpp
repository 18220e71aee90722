#include "app/stores.hpp"

#include "app/node_keys.hpp"
#include "store/data_lock.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace chant::app {

namespace {

namespace fs = std::filesystem;

result<void> make_data_dir(const fs::path& dir) {
  std::error_code failed;
  fs::create_directories(dir, failed);
  if (!failed) fs::permissions(dir, fs::perms::owner_all, failed);
  if (failed)
    return std::unexpected(error{errc::io, "data_dir_unusable",
                                 fmt::format("{}: {}", dir.string(), failed.message()), ""});
  return {};
}

}  // namespace

result<stores> stores::open(const config::node& settings, const store_size& size,
                            random_source& random, metrics::registry& metrics) {
  const fs::path& dir = settings.data_dir;
  if (auto free = store::data_lock::expect_free(dir / "log"); !free)
    return std::unexpected(free.error());
  if (auto made = make_data_dir(dir); !made) return std::unexpected(made.error());
  stores all;
  const store::disk_space_limits limits{.min_free_bytes = settings.store.min_free_bytes,
                                        .min_free_percent = settings.store.min_free_percent};
  all.space = std::make_unique<store::disk_space>(dir, limits);
  const auto admit = [space = all.space.get()] { return space->admit(); };

  auto keys = store::rocksdb_fan_keys::open_in(key_options(settings, admit, random), random);
  if (!keys) return std::unexpected(keys.error());
  all.keys = *std::move(keys);

  auto state = store::state_database::open({.dir = dir / "state", .admit = admit});
  if (!state) return std::unexpected(state.error());
  all.state = *std::move(state);

  auto artwork = store::disk_blobs::open(
      {.dir = dir / "artwork", .max_bytes = settings.store.artwork_cache_bytes, .admit = admit});
  if (!artwork) return std::unexpected(artwork.error());
  all.artwork = *std::move(artwork);

  auto takes = store::disk_takes::open({.dir = dir / "takes", .admit = admit});
  if (!takes) return std::unexpected(takes.error());
  all.takes = *std::move(takes);
  all.digests = std::make_unique<store::address_digests>(all.keys->key_for("suppression"));
  all.grants =
      std::make_unique<store::sealed_take_grants>(all.keys->key_for("chant take grants"), random);
  all.permits =
      std::make_unique<store::sealed_letter_permits>(all.keys->key_for("chant letter permits"));

  auto log = store::rocksdb_log::open(
      {.dir = dir / "log",
       .space = limits,
       .ballast_bytes = size.ballast_bytes,
       .before_commit = [keys_of_fans = all.keys.get()] { return keys_of_fans->make_durable(); },
       .accept_lost_tail = settings.store.accept_lost_tail,
       .memtable_bytes = size.log_memtable_bytes,
       .metrics = &metrics});
  if (!log) return std::unexpected(log.error());
  all.log = *std::move(log);
  if (auto known = learn_who_was_erased(*all.log, *all.keys); !known)
    return std::unexpected(known.error());
  all.rotation = std::make_unique<store::key_rotation>(*all.keys);
  return all;
}

}  // namespace chant::app
