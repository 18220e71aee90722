// The ports of a node in memory, for tests and simulation.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "campaign/session.hpp"
#include "store/blob_store.hpp"
#include "store/checkpoints.hpp"
#include "store/disk_takes.hpp"
#include "store/memory_fan_keys.hpp"
#include "store/memory_log.hpp"
#include "store/memory_mail_queue.hpp"
#include "store/memory_suppression_list.hpp"
#include "store/sealed_take_grants.hpp"
#include "store/snapshots.hpp"
#include "tests/support/temporary_dir.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace chant::actors {

class memory_checkpoints final : public store::checkpoint_store {
 public:
  [[nodiscard]] result<std::optional<store::checkpoint>> load(
      std::string_view consumer) const override {
    const std::lock_guard lock(mutex_);
    const auto found = saved_.find(consumer);
    return found == saved_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] result<void> save(std::string_view consumer, const store::checkpoint& c) override {
    const std::lock_guard lock(mutex_);
    saved_.insert_or_assign(std::string(consumer), c);
    return {};
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, store::checkpoint, std::less<>> saved_;
};

class memory_snapshots final : public store::snapshot_store {
 public:
  [[nodiscard]] result<std::optional<store::snapshot>> load(
      const campaign::session_id& of) const override {
    const std::lock_guard lock(mutex_);
    const auto found = saved_.find(of);
    return found == saved_.end() ? std::nullopt : std::optional(found->second);
  }
  void save(const campaign::session_id& of, store::snapshot s) override {
    const std::lock_guard lock(mutex_);
    saved_.insert_or_assign(of, std::move(s));
  }

 private:
  mutable std::mutex mutex_;
  std::map<campaign::session_id, store::snapshot> saved_;
};

class memory_blobs final : public store::blob_store {
 public:
  [[nodiscard]] result<void> put(std::string_view name, std::string_view bytes,
                                 store::durability) override {
    const std::lock_guard lock(mutex_);
    blobs_.insert_or_assign(std::string(name), std::string(bytes));
    return {};
  }
  [[nodiscard]] result<std::string> get(std::string_view name) const override {
    const std::lock_guard lock(mutex_);
    const auto found = blobs_.find(name);
    if (found != blobs_.end()) return found->second;
    return std::unexpected(error{errc::not_found, "blob_not_found", "no such blob", {}});
  }
  [[nodiscard]] result<void> remove(std::string_view name) override {
    const std::lock_guard lock(mutex_);
    if (failure) return std::unexpected(*failure);
    if (const auto found = blobs_.find(name); found != blobs_.end()) blobs_.erase(found);
    return {};
  }
  [[nodiscard]] result<void> remove_family(std::string_view stem) override {
    const std::lock_guard lock(mutex_);
    if (failure) return std::unexpected(*failure);
    std::erase_if(blobs_, [&](const auto& blob) {
      return blob.first.substr(0, blob.first.find('-')) == stem;
    });
    return {};
  }
  [[nodiscard]] std::size_t size() const { return blobs_.size(); }

  std::optional<error> failure;  ///< of removing

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> blobs_;
};

/// A campaign with two teams that speaks English and German.
[[nodiscard]] inline campaign::terms small_campaign() {
  return {.catalogue = {.campaign = "small",
                        .languages = {"en", "de"},
                        .teams = {{.id = "fr", .names = {{"en", "France"}}},
                                  {.id = "is", .names = {{"en", "Iceland"}}}}},
          .rules = campaign::default_rules(),
          .revision = "r1",
          .consent_text_version = "c1",
          .letters = {.first_wait = std::chrono::seconds(1),
                      .longest_wait = std::chrono::seconds(4),
                      .expire_after = std::chrono::hours(24)},
          .open = true};
}

/// Everything durable of a node. Sealing draws from `random`: seeded, a run repeats itself.
struct memory_store {
  explicit memory_store(random_source& random, bool manual = true)
      : keys(random), log({.manual = manual, .before_commit = {}}), grants({}, random) {}

  store::memory_fan_keys keys;
  store::memory_log log;
  memory_checkpoints checkpoints;
  memory_snapshots snapshots;
  memory_blobs blobs;
  store::memory_mail_queue letters;
  store::memory_suppression_list suppressed;
  store::address_digests digests{store::secret_key{}};
  tests::temporary_dir dir;  ///< takes are files, always
  std::unique_ptr<store::disk_takes> takes =
      store::disk_takes::open({.dir = dir.path(), .admit = {}}).value();
  store::sealed_take_grants grants;
};

[[nodiscard]] inline campaign::session_id session_number(std::uint8_t n) {
  campaign::session_id id;
  id.bytes.fill(std::byte{n});
  return id;
}

[[nodiscard]] inline campaign::share_id share_number(std::uint8_t n) {
  campaign::share_id id;
  id.bytes.fill(std::byte{n});
  return id;
}

}  // namespace chant::actors
