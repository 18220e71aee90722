// Fan keys in memory: for tests and simulation.
#pragma once

#include "store/sealing.hpp"

#include <mutex>
#include <unordered_map>

namespace chant::store {

class memory_fan_keys final : public sealing_fan_keys {
 public:
  using sealing_fan_keys::sealing_fan_keys;

  [[nodiscard]] result<void> make_durable() override { return {}; }

  [[nodiscard]] result<void> destroy(const campaign::session_id& of) override {
    const std::scoped_lock lock(mutex_);
    keys_[of].reset();
    return {};
  }

 protected:
  [[nodiscard]] result<std::optional<secret_key>> find_key(
      const campaign::session_id& of) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = keys_.find(of);
    if (found == keys_.end()) return std::unexpected(key_missing());
    return found->second;
  }
  [[nodiscard]] result<secret_key> ensure_key(const campaign::session_id& of) override {
    const std::scoped_lock lock(mutex_);
    const auto [place, made] = keys_.try_emplace(of);
    if (made) place->second = random_key();
    if (!place->second) return std::unexpected(key_destroyed());
    return *place->second;
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<campaign::session_id, std::optional<secret_key>> keys_;  ///< none: destroyed
};

}  // namespace chant::store
